using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A tensor that was there before a forward: an input, or a parameter, buffer or field of a module.</summary>
/// <param name="Name">Its name: that of the input, or the path in the model.</param>
/// <param name="Tensor">The tensor, owned by the model or the caller.</param>
/// <param name="Input">The number of the input; null for what belongs to the model.</param>
internal sealed record TraceLeaf(string Name, Tensor Tensor, int? Input)
{
    /// <summary>The type of the module that it belongs to.</summary>
    public string ModuleType { get; init; } = "";

    /// <summary>The module that it belongs to.</summary>
    public TraceSource Source => new(PathOf(Name), ModuleType, null);

    /// <summary>The path of the module that a tensor belongs to.</summary>
    public static string PathOf(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";
}
