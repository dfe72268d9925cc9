using Atelier.Packaging;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Writes TorchSharp modules as ONNX graphs, which other runtimes execute without libtorch.</summary>
/// <remarks>
/// <para>Any forward is exported by running it on example inputs while libtorch records what it does: custom modules, loops, helper methods, modules that TorchSharp keeps closed. It runs at several
/// sizes, so that batch, sequence and image axes may vary. The graph computes what the module computes at inference. A branch on the values of a tensor cannot be recorded and is an error.</para>
/// <para>Each graph is then run in ONNX Runtime on random and edge inputs at several batch sizes, and given out only if it computes what the module computes.</para>
/// <para>Weights keep the names of the module's parameters, and equal weights give equal bytes. The module itself is not changed: neither its mode nor its device nor its gradients.</para>
/// </remarks>
public static class OnnxExporter
{
    // Two rows: a single one would be stretched where shapes do not fit.
    private const long Rows = 2;

    /// <summary>Writes a module with one input and one output.</summary>
    /// <param name="model">Any module, on any device. Classifiers (<see cref="IClassifier"/>) answer with <c>probabilities</c>, other modules with their <c>output</c>.</param>
    /// <param name="options">Names, shape of a row, version; null takes the defaults.</param>
    /// <exception cref="OnnxExportException">
    /// An operation has no counterpart in ONNX, the forward depends on the values of its input or fails on it, parameters are NaN, the shape of a row must be given, or the graph computes something else.
    /// </exception>
    public static OnnxGraph Export(nn.Module<Tensor, Tensor> model, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new OnnxExportOptions();
        using var scope = NewDisposeScope();
        var shape = options.InputShape?.Select(length => (long)length).ToArray() ?? RowOf(model);
        return Export(model, [Example([Rows, .. shape], model)], options);
    }

    /// <summary>Writes a module with one or several inputs and outputs, after example inputs.</summary>
    /// <param name="model">Any module whose forward takes tensors and returns a tensor, or a tuple, list or dictionary of them. Parameters that are not given an example are left to their default.</param>
    /// <param name="inputs">An example of each input: types, shapes and the range of the values.</param>
    /// <param name="options">Names, axes that vary, version; null takes the defaults, where the first axis of each input is the batch.</param>
    /// <exception cref="OnnxExportException">As for the other overloads.</exception>
    public static OnnxGraph Export(nn.Module model, IReadOnlyList<Tensor> inputs, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        return Export(model, inputs, ModuleCall.Of(model, inputs.Count), options);
    }

    /// <summary>Writes what a call of a module computes.</summary>
    /// <param name="model">The module, whose parameters and buffers become weights of the graph.</param>
    /// <param name="inputs">An example of each input.</param>
    /// <param name="forward">Calls the module on inputs like the examples; returns a tensor, or a tuple, list or dictionary of them.</param>
    /// <param name="options">Names, axes that vary, version; null takes the defaults.</param>
    /// <exception cref="OnnxExportException">As for the other overloads.</exception>
    public static OnnxGraph Export(nn.Module model, IReadOnlyList<Tensor> inputs, Func<IReadOnlyList<Tensor>, object?> forward, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(forward);
        options ??= new OnnxExportOptions();
        return new GraphExport(model, inputs, Answer(model, forward, options), options).Run();
    }

    /// <summary>A random input for a model, of the type and on the device of its parameters.</summary>
    private static Tensor Example(long[] shape, nn.Module model)
    {
        var like = model.parameters().FirstOrDefault(parameter => parameter.is_floating_point());
        using var generator = new Generator(0);
        return randn(shape, generator: generator).to(like?.dtype ?? ScalarType.Float32, like?.device ?? CPU);
    }

    /// <summary>The forward, with a softmax behind it where probabilities are asked for.</summary>
    private static Func<IReadOnlyList<Tensor>, object?> Answer(nn.Module model, Func<IReadOnlyList<Tensor>, object?> forward, OnnxExportOptions options) => options.Output switch
    {
        OnnxOutput.Automatic when model is not IClassifier => forward,
        OnnxOutput.Raw => forward,
        OnnxOutput.Automatic or OnnxOutput.Probabilities => inputs => TensorsIn.Value(forward(inputs)).ToArray() is [var logits]
            ? logits.softmax(-1)
            : throw new OnnxExportException("", "Probabilities were asked for, but the forward returns several tensors; use OnnxOutput.Raw, or a forward that returns the logits alone."),
        _ => throw new ArgumentException($"`{options.Output}` is no kind of output; expected a member of OnnxOutput.", nameof(options)),
    };

    /// <summary>The shape of a row, where the first layer tells it.</summary>
    private static long[] RowOf(nn.Module model)
    {
        return FirstRow(model) ?? throw new OnnxExportException(
            "",
            $"The first layers of the {TypeName.Of(model.GetType())} do not tell the shape of a row; give it, such as "
            + "new OnnxExportOptions { InputShape = [28, 28] }, without the batch, or give example inputs.");
    }

    /// <summary>What the first layer that changes the shape of rows takes; null where that is no linear one.</summary>
    private static long[]? FirstRow(nn.Module model)
    {
        switch (model)
        {
            case Mlp mlp:
                return [mlp.Inputs];
            case Linear linear:
                return [linear.weight.shape[1]];
        }

        foreach (var child in model.children())
        {
            if (child is not (Dropout or Identity or ReLU))
            {
                return FirstRow(child);
            }
        }

        return null;
    }
}
