using System.Reflection;

namespace Atelier.Interactive;

/// <summary>Reads TorchSharp's tensors without a reference to TorchSharp, which only some notebooks load.</summary>
/// <remarks>
/// The one place with late binding. A mistake in a native call can end the process, so only element types that are known to
/// convert are read, with no other calls than slice, copy and convert, and all arithmetic is done here. Every temporary is disposed.
/// </remarks>
internal sealed class TorchTensorSource : TensorSource
{
    private const string Assembly = "TorchSharp";
    private const string Tensor = "TorchSharp.torch+Tensor";
    private const string WidestType = "Float64";

    private static readonly string[] Readable =
        ["Bool", "Byte", "Int8", "Int16", "Int32", "Int64", "Float16", "BFloat16", "Float32", WidestType];

    private readonly dynamic _tensor;

    public TorchTensorSource(object tensor)
    {
        _tensor = tensor;
        if ((bool)_tensor.IsInvalid)
        {
            (ElementType, Shape) = ("disposed", []);
            Unreadable = "it has been disposed: show it before its scope ends, or keep it with MoveToOuterDisposeScope";
            return;
        }

        string type = _tensor.dtype.ToString();
        string device = _tensor.device.ToString();
        ElementType = type.ToLowerInvariant();
        Shape = (long[])_tensor.shape;
        Detail = $"on {device}{((bool)_tensor.requires_grad ? ", requires grad" : "")}";
        Unreadable = !Readable.Contains(type) ? $"no statistics for {ElementType}"
            : (bool)_tensor.is_sparse ? "no statistics for sparse tensors"
            : device.StartsWith("meta", StringComparison.Ordinal) ? "a meta tensor has no elements"
            : null;
    }

    public override string Title => ((object)_tensor).GetType().Name;

    public override string ElementType { get; }

    public override IReadOnlyList<long> Shape { get; }

    public override string Detail { get; } = "";

    public override string? Unreadable { get; }

    /// <summary>The type of tensors, where the assembly is TorchSharp's; else null.</summary>
    public static Type? TensorTypeIn(Assembly assembly) =>
        assembly.GetName().Name == Assembly ? assembly.GetType(Tensor, throwOnError: false) : null;

    public override double[] Read(IReadOnlyList<long> stops, IReadOnlyList<long> steps)
    {
        var temporaries = new List<IDisposable>();
        try
        {
            var part = Keep(_tensor.detach());
            for (var i = 0; i < stops.Count; i++)
            {
                part = Keep(part.slice(i, 0L, stops[i], steps[i]));
            }

            // First to the processor: not every device knows the widest type.
            part = Keep(part.cpu());
            part = Keep(part.to_type((dynamic)Enum.Parse(((object)_tensor.dtype).GetType(), WidestType)));
            part = Keep(part.contiguous());
            return part.data<double>().ToArray();
        }
        finally
        {
            temporaries.ForEach(temporary => temporary.Dispose());
        }

        dynamic Keep(dynamic temporary)
        {
            temporaries.Add((IDisposable)temporary);
            return temporary;
        }
    }
}
