using Atelier.Onnx;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Operations of ONNX within a forward: computed by TorchSharp in training, written as they are named when the model is exported.</summary>
/// <remarks>The way out for what has no counterpart among libtorch's operations, or where one ONNX operation stands for many of libtorch's.</remarks>
public static class OnnxOps
{
    /// <summary>An operation with one output.</summary>
    /// <param name="operation">ONNX's name of it, such as <c>HardSwish</c>.</param>
    /// <param name="inputs">The tensors that it takes, in order.</param>
    /// <param name="compute">Computes the same with TorchSharp; the export compares the two.</param>
    /// <param name="attributes">The operation's settings in ONNX.</param>
    /// <returns>What <paramref name="compute"/> returns.</returns>
    public static Tensor Node(string operation, IReadOnlyList<Tensor> inputs, Func<Tensor> compute, params OnnxAttribute[] attributes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        return Write(inputs, compute, (layer, values) => layer.Add(operation, values, attributes));
    }

    /// <summary>Several operations, as one converts a module.</summary>
    /// <param name="inputs">The tensors that they take, in order.</param>
    /// <param name="compute">Computes the same with TorchSharp; the export compares the two.</param>
    /// <param name="write">Adds the operations: from the inputs to the result.</param>
    /// <returns>What <paramref name="compute"/> returns.</returns>
    public static Tensor Write(IReadOnlyList<Tensor> inputs, Func<Tensor> compute, Func<OnnxLayer, IReadOnlyList<OnnxValue>, OnnxValue> write)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentNullException.ThrowIfNull(write);
        if (ForwardTracer.Current is not { IsPaused: false } tracer)
        {
            return compute();
        }

        var here = tracer.Here;
        tracer.Pause();
        try
        {
            var result = compute();
            tracer.Resume();
            tracer.AddCustom(inputs, [result], here, (layer, values) => [write(layer, values)]);
            return result;
        }
        catch
        {
            tracer.Resume();
            throw;
        }
    }
}
