using Atelier.Onnx;
using Atelier.Prediction;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

public sealed class OnnxExporterTests
{
    [Fact]
    public void Export_Mlp_KeepsNamesAndTellsWhereItComesFrom()
    {
        using var mlp = Models.Mlp(6, [5], 3, dropout: 0.5);

        var graph = OnnxExporter.Export(mlp);

        var model = ModelProto.Parser.ParseFrom(graph.Bytes.Span);
        Assert.Equal(["linear1.weight", "linear1.bias", "output.weight", "output.bias"], model.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(mlp.named_parameters().Select(parameter => parameter.name), model.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(["linear1.Gemm", "relu1.Relu", "output.Gemm", "Softmax"], model.Graph.Node.Select(node => node.Name));
        Assert.Equal("Mlp", model.Graph.Name);
        Assert.Equal("Atelier", model.ProducerName);
        Assert.Matches(@"^\d+\.\d+\.\d+", model.ProducerVersion);
        Assert.Equal(8, model.IrVersion);
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Equal("batch", model.Graph.Input.Single().Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal("batch", model.Graph.Output.Single().Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal("features FP32 (batch, 6)", Assert.Single(graph.Inputs).ToString());
        Assert.Equal("probabilities FP32 (batch, 3)", Assert.Single(graph.Outputs).ToString());
    }

    [Fact]
    public void Export_ParametersInSequential_KeepTheirPaths()
    {
        using var model = Sequential(("encoder", Sequential(Linear(4, 3), ReLU())), ("head", Linear(3, 2)));

        var graph = OnnxExporter.Export(model);

        var names = ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Initializer.Select(tensor => tensor.Name).ToArray();
        Assert.Equal(["encoder.0.weight", "encoder.0.bias", "head.weight", "head.bias"], names);
        Assert.Equal(model.named_parameters().Select(parameter => parameter.name), names);
    }

    [Fact]
    public void Export_EqualWeights_GivesEqualBytes()
    {
        using var one = Models.Mlp(20, [8, 4], 3, seed: 9);
        using var other = Models.Mlp(20, [8, 4], 3, seed: 9);
        using var different = Models.Mlp(20, [8, 4], 3, seed: 10);

        var bytes = OnnxExporter.Export(one).Bytes.ToArray();

        Assert.Equal(bytes, OnnxExporter.Export(one).Bytes.ToArray());
        Assert.Equal(bytes, OnnxExporter.Export(other).Bytes.ToArray());
        Assert.NotEqual(bytes, OnnxExporter.Export(different).Bytes.ToArray());
    }

    [Fact]
    public void Export_Names_AreThoseOfTheOptions()
    {
        using var model = Linear(2, 3);
        var options = new OnnxExportOptions { InputName = "x", OutputName = "y", ModelName = "line" };

        var graph = OnnxExporter.Export(model, options);

        Assert.Equal("x", graph.Inputs[0].Name);
        Assert.Equal("y", graph.Outputs[0].Name);
        Assert.Equal("line", ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Export_Model_IsNotChanged(bool training)
    {
        using var model = Models.Mlp(6, [5], 3, dropout: 0.5);
        model.train(training);
        using (var loss = model.call(ones(2, 6)).sum())
        {
            loss.backward();
        }

        var weights = model.parameters().Select(parameter => parameter.data<float>().ToArray()).ToArray();
        var gradients = model.parameters().Select(parameter => parameter.grad!.data<float>().ToArray()).ToArray();

        OnnxExporter.Export(model);

        Assert.Equal(training, model.training);
        Assert.All(model.modules(), module => Assert.Equal(training, module.training));
        Assert.Equal(weights, model.parameters().Select(parameter => parameter.data<float>().ToArray()));
        Assert.Equal(gradients, model.parameters().Select(parameter => parameter.grad!.data<float>().ToArray()));
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Export_Repeated_LeavesNoTensorBehind()
    {
        using var model = Models.Mlp(6, [5], 3);
        OnnxExporter.Export(model);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 10; i++)
        {
            OnnxExporter.Export(model);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Export_FlattenOverTheBatch_GivesTheAxisANameOfItsOwn()
    {
        using var model = Flatten(0, 1);

        var graph = OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [3, 4] });

        Assert.Equal([-1, 4], graph.Outputs[0].Shape);
        var shape = ModelProto.Parser.ParseFrom(graph.Bytes.Span).Graph.Output[0].Type.TensorType.Shape;
        Assert.Equal("output_axis_0", shape.Dim[0].DimParam);
        Assert.Equal(DataType.Float32, graph.Outputs[0].DataType);
    }
}
