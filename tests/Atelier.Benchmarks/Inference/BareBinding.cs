using Atelier.Packaging;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Benchmarks.Inference;

/// <summary>The fastest way to call ONNX Runtime from C#: arrays that are made and bound once, for one caller and one shape.</summary>
public sealed class BareBinding : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    /// <summary>Loads a graph of one input and one output for batches of a length.</summary>
    public BareBinding(OnnxGraph graph, int batch, int threads)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(graph.Bytes.ToArray(), settings);
        _input = Allocate(graph.Inputs[0].Shape, batch);
        _output = Allocate(graph.Outputs[0].Shape, batch);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(graph.Inputs[0].Name, _input);
        _binding.BindOutput(graph.Outputs[0].Name, _output);
    }

    /// <summary>Copies rows to where they are bound, runs, and reads one number of the answer in place.</summary>
    public float Run(float[] rows)
    {
        rows.CopyTo(_input.GetTensorMutableDataAsSpan<float>());
        return RunInPlace();
    }

    /// <summary>Runs on what lies there, with no copy at all.</summary>
    public float RunInPlace()
    {
        _session.RunWithBinding(_options, _binding);
        return _output.GetTensorDataAsSpan<float>()[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
        _options.Dispose();
    }

    private static OrtValue Allocate(IReadOnlyList<int> shape, int batch) => OrtValue.CreateAllocatedTensorValue(
        OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [.. shape.Select(length => length < 0 ? (long)batch : length)]);
}
