using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Writes TorchSharp modules as ONNX graphs, which other runtimes execute without libtorch.</summary>
/// <remarks>
/// The graph computes what the module computes at inference: dropout is left out. The batch is a dynamic dimension called
/// <c>batch</c>, weights keep the names of the module's parameters, and equal weights give equal bytes. The module itself is not
/// changed: neither its mode nor its device nor its gradients. Hooks registered on modules are not part of the graph.
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Writes a module as an ONNX graph in memory.</summary>
    /// <param name="model">
    /// A Linear, ReLU, Softmax, Flatten, Dropout or Identity layer, a Sequential of these in any depth, or a <see cref="Mlp"/>;
    /// float32, on any device. Classifiers (<see cref="IClassifier"/>) answer with <c>probabilities</c>, other modules with their
    /// <c>output</c>.
    /// </param>
    /// <param name="options">Names, shape of a row, version; null takes the defaults.</param>
    /// <exception cref="OnnxExportException">
    /// A layer is not supported, gets rows of a wrong shape, or has parameters that are not finite float32 numbers; or the shape of
    /// a row must be given.
    /// </exception>
    public static OnnxGraph Export(nn.Module<Tensor, Tensor> model, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new OnnxExportOptions();
        var converters = OnnxConverters.BuiltIn;
        var withSoftmax = options.Output switch
        {
            OnnxOutput.Automatic => model is IClassifier,
            OnnxOutput.Raw => false,
            OnnxOutput.Probabilities => true,
            _ => throw new ArgumentException($"`{options.Output}` is no kind of output; expected a member of OnnxOutput.", nameof(options)),
        };
        var outputName = options.OutputName ?? (withSoftmax ? "probabilities" : model is IClassifier ? "logits" : "output");
        var shape = InputShape(model, options, converters);
        var graph = new OnnxGraphBuilder(options.ModelName ?? model.GetName(), options.OpsetVersion);
        if (options.InputName == outputName)
        {
            throw new OnnxExportException("", $"Input and output are both called `{outputName}`; give one of them another name.");
        }

        var input = graph.AddInput(options.InputName, DataType.Float32, shape);
        graph.Reserve(outputName);
        var result = converters.Convert(model, input, new OnnxLayer("", model.GetType().Name, graph, converters));
        if (withSoftmax)
        {
            result = graph.AddNode("Softmax", [result], DataType.Float32, result.Shape, [OnnxAttribute.Int("axis", result.Rank - 1)]);
        }

        var named = result with { Name = outputName };
        return new OnnxGraph(graph.Build([(result, outputName)]).ToByteArray(), [Specify(input)], [Specify(named)]);
    }

    private static TensorSpec Specify(OnnxValue value) =>
        new(value.Name, value.Type, [.. value.Shape.Select(dimension => checked((int)dimension.Length))]);

    private static OnnxDimension[] InputShape(nn.Module model, OnnxExportOptions options, OnnxConverters converters)
    {
        if (options.InputShape is { } given)
        {
            return [OnnxDimension.Batch, .. given.Select(length => (OnnxDimension)length)];
        }

        // A module that nothing is known of ends in its own error, which says more than one about the shape.
        var told = converters.RowOf(model).Shape;
        if (told is null && converters.Supports(model))
        {
            throw new OnnxExportException(
                "",
                $"The first layers of the {model.GetType().Name} do not tell the shape of a row; give it, such as "
                + "new OnnxExportOptions { InputShape = [28, 28] }, without the batch.");
        }

        return [OnnxDimension.Batch, .. (told ?? []).Select(length => (OnnxDimension)length)];
    }
}
