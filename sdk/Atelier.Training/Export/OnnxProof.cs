using System.Globalization;
using Atelier.Inference;
using Atelier.Onnx;
using Atelier.Packaging;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Atelier.Training;

/// <summary>Compares a graph in ONNX Runtime with what the module computes.</summary>
internal sealed class OnnxProof : IDisposable
{
    private readonly ModelProto _model;
    private readonly IReadOnlyList<OnnxDataFile> _files;
    private readonly IReadOnlyList<string> _inputs;
    private readonly double _tolerance;
    private InferenceSession? _session;

    /// <summary>Takes a graph.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="files">The files with its weights, where they are not in it.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="tolerance">The largest difference, relative to the largest number of a row and at least to 1.</param>
    public OnnxProof(ModelProto model, IReadOnlyList<OnnxDataFile> files, IReadOnlyList<string> inputs, double tolerance) =>
        (_model, _files, _inputs, _tolerance) = (model, files, inputs, tolerance);

    /// <summary>How the graph's outputs differ from those of the module; null where they agree.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="expected">What the module gives for them.</param>
    /// <param name="edges">True when rows besides the first are edge cases, in which equal numbers may be ranked in any order.</param>
    public string? Differs(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> expected, bool edges)
    {
        using var scope = NewDisposeScope();
        var actual = Run(inputs, [.. _model.Graph.Output.Select(output => output.Name)]);
        for (var at = 0; at < expected.Count; at++)
        {
            if (Difference(actual[at], expected[at], edges) is { } difference)
            {
                return $"its `{_model.Graph.Output[at].Name}` {difference}";
            }
        }

        return null;
    }

    /// <summary>How two tensors differ; null where they agree.</summary>
    public string? Difference(Tensor actual, Tensor expected, bool edges)
    {
        if (!actual.shape.AsSpan().SequenceEqual(expected.shape))
        {
            return $"has shape ({string.Join(", ", actual.shape)}), the module gives ({string.Join(", ", expected.shape)})";
        }

        if (expected.numel() == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        if (!expected.is_floating_point())
        {
            // Ties among equal numbers may be broken otherwise; edge rows have many.
            var (a, b) = edges && expected.dim() > 0 ? (actual[0], expected[0]) : (actual, expected);
            var wrong = a.cpu().ne(b.cpu()).sum().item<long>();
            return wrong == 0 ? null : $"differs from the module's in {wrong} of {b.numel()} elements";
        }

        var wanted = expected.cpu().to(ScalarType.Float64);
        var given = actual.to(ScalarType.Float64);
        // NaN agrees with NaN, and infinity with itself.
        var difference = where(given.eq(wanted).logical_or(given.isnan().logical_and(wanted.isnan())), zeros_like(wanted), (given - wanted).abs());
        difference = where(difference.isnan(), full_like(difference, double.PositiveInfinity), difference);
        var size = where(wanted.isfinite(), wanted.abs(), ones_like(wanted));
        if (wanted.dim() > 1)
        {
            // Each row by its own largest number.
            (difference, size) = (difference.flatten(1).amax(1), size.flatten(1).amax(1));
        }

        var bound = size.clamp_min(1) * _tolerance;
        return difference.le(bound).all().item<bool>()
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"differs from the module's by up to {difference.max().item<double>():G3} (tolerance {_tolerance:G3})");
    }

    /// <summary>Runs the graph and gives some of its values.</summary>
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<string> names)
    {
        var session = Session(names);
        var values = inputs.Select(Value).ToArray();
        try
        {
            using var options = new RunOptions();
            using var outputs = session.Run(options, [.. _inputs], values, [.. names]);
            return [.. outputs.Select(output => ToTensor(output))];
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxExportException("", $"The graph was not written: ONNX Runtime cannot run it on inputs of shape {string.Join("; ", inputs.Select(input => $"({string.Join(", ", input.shape)})"))}: {error.Message}", error);
        }
        finally
        {
            foreach (var value in values)
            {
                value.Dispose();
            }
        }
    }

    public void Dispose() => _session?.Dispose();

    private static OrtValue Value(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor.detach().cpu().contiguous().bytes.ToArray();
        var type = (TensorElementType)(int)OnnxLayer.TypeOf(tensor.dtype)!.Value.ToOnnx();
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, tensor.shape);
        bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor ToTensor(OrtValue value)
    {
        var information = value.GetTensorTypeAndShape();
        var type = information.ElementDataType switch
        {
            TensorElementType.Float => ScalarType.Float32,
            TensorElementType.Double => ScalarType.Float64,
            TensorElementType.Float16 => ScalarType.Float16,
            TensorElementType.Int64 => ScalarType.Int64,
            TensorElementType.Int32 => ScalarType.Int32,
            TensorElementType.Int16 => ScalarType.Int16,
            TensorElementType.Int8 => ScalarType.Int8,
            TensorElementType.UInt8 => ScalarType.Byte,
            TensorElementType.Bool => ScalarType.Bool,
            var other => throw new OnnxExportException("", $"The graph gives {other} elements; expected floats, whole numbers or booleans."),
        };
        var tensor = empty(information.Shape, type);
        value.GetTensorMutableRawData().CopyTo(tensor.bytes);
        return tensor;
    }

    private InferenceSession Session(IReadOnlyList<string> names)
    {
        if (_session is not null && names.All(name => _session.OutputMetadata.ContainsKey(name)))
        {
            return _session;
        }

        _session?.Dispose();
        var model = _model;
        if (names.Any(name => _model.Graph.Output.All(output => output.Name != name)))
        {
            model = _model.Clone();
            model.Graph.Output.AddRange(names.Where(name => _model.Graph.Output.All(output => output.Name != name)).Select(name => new ValueInfoProto { Name = name }));
        }

        try
        {
            var graph = new OnnxGraph(model.ToByteArray(), [], []) { DataFiles = _files };
            return _session = SessionFactory.Create("the exporter", graph, null, new OnnxPredictorOptions()).Session;
        }
        catch (InvalidDataException error)
        {
            throw new OnnxExportException("", $"The graph was not written: ONNX Runtime cannot load it: {error.InnerException?.Message ?? error.Message}", error);
        }
    }
}
