using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>A model as users write it, which is exported and compared.</summary>
/// <param name="Make">Makes it, with weights drawn from libtorch's seed.</param>
/// <param name="Inputs">The inputs it takes, with the axes that vary.</param>
internal sealed record ZooCase(Func<nn.Module> Make, params ZooInput[] Inputs)
{
    /// <summary>The largest absolute difference to TorchSharp that is allowed.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>What is exported besides the module itself.</summary>
    public OnnxConverters Converters { get; init; } = OnnxConverters.None;

    /// <summary>True for a model whose own call leaves tensors in TorchSharp's statistics.</summary>
    public bool LeavesTensors { get; init; }

    /// <summary>Inputs drawn from a seed.</summary>
    /// <param name="batch">The length of the batch.</param>
    /// <param name="longer">What other axes that vary have more than in the example, in steps of their own.</param>
    /// <param name="seed">The seed of the values.</param>
    public Tensor[] Draw(long batch, long longer, int seed)
    {
        using var generator = new Generator((ulong)seed);
        return [.. Inputs.Select(input => input.Draw(batch, longer, generator))];
    }

    /// <summary>How it is exported.</summary>
    public OnnxExportOptions Options(int opset) =>
        new() { OpsetVersion = opset, Converters = Converters, Inputs = [.. Inputs.Select(input => new OnnxInput(input.Name, [.. input.Axes]))] };
}
