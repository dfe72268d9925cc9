using Atelier.Onnx;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>Batches that are run in parts.</summary>
public sealed class LargestBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Predict_LongerBatch_GivesTheSameAnswers(int largest)
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(), new OnnxPredictorOptions { LargestBatch = largest });

        foreach (var rows in new[] { 1, 6, 7, 8, 63, 64 })
        {
            var output = Assert.Single(predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows").AsMemory(0, rows * 4), rows, 4)));

            Assert.Equal("probabilities", output.Name);
            Assert.Equal([rows, 3], output.Shape);
            OnnxPredictorTests.AssertClose(Sample.Of("probabilities").AsSpan(0, rows * 3), output);
        }
    }

    [Fact]
    public void Predict_EveryElementTypeAndSeveralInputs_AreJoined()
    {
        const int rows = 7;
        DataType[] types = [.. Enum.GetValues<DataType>()];
        using var predictor = OnnxPredictor.LoadOnnx(Sample.PathOf("every_type.onnx"), new OnnxPredictorOptions { LargestBatch = 3 });
        NamedTensor[] inputs =
        [
            Tensor("BOOL", at => at % 3 == 0), Tensor("UINT8", at => (byte)(at + 1)), Tensor("UINT16", at => (ushort)(at + 2)), Tensor("UINT32", at => (uint)at + 3),
            Tensor("UINT64", at => ulong.MaxValue - (ulong)at), Tensor("INT8", at => (sbyte)-at), Tensor("INT16", at => (short)-at), Tensor("INT32", at => -at),
            Tensor("INT64", at => long.MinValue + at), Tensor("FP16", at => (Half)at), Tensor("FP32", at => at / 2f), Tensor("FP64", at => at / 3.0),
            Tensor("BYTES", at => $"text {at} é"),
        ];

        var answers = predictor.Predict(inputs);

        Assert.Equal(types.Length, answers.Count);
        foreach (var (input, answer) in inputs.Zip(answers))
        {
            Assert.Equal(input.Name.Replace("in_", "out_", StringComparison.Ordinal), answer.Name);
            Assert.Equal([rows, 2], answer.Shape);
            Assert.Equal(Elements(input), Elements(answer));
        }

        static NamedTensor Tensor<T>(string type, Func<int, T> of) =>
            NamedTensor.Create<T>($"in_{type}", Enumerable.Range(0, rows * 2).Select(of).ToArray(), rows, 2);

        static object Elements(NamedTensor tensor) => tensor.DataType switch
        {
            DataType.Bool => tensor.Values<bool>().ToArray(),
            DataType.UInt8 => tensor.Values<byte>().ToArray(),
            DataType.UInt16 => tensor.Values<ushort>().ToArray(),
            DataType.UInt32 => tensor.Values<uint>().ToArray(),
            DataType.UInt64 => tensor.Values<ulong>().ToArray(),
            DataType.Int8 => tensor.Values<sbyte>().ToArray(),
            DataType.Int16 => tensor.Values<short>().ToArray(),
            DataType.Int32 => tensor.Values<int>().ToArray(),
            DataType.Int64 => tensor.Values<long>().ToArray(),
            DataType.Float16 => tensor.Values<Half>().ToArray(),
            DataType.Float32 => tensor.Values<float>().ToArray(),
            DataType.Float64 => tensor.Values<double>().ToArray(),
            _ => tensor.Values<string>().ToArray(),
        };
    }

    [Fact]
    public void Predict_RawColumnsWithLabels_AreJoinedAndARefusedRowHasItsNumber()
    {
        var table = GraphSamples.Table();
        var fitted = GraphSamples.All().First(sample => sample.Name == "column pipeline").Fitted;
        var package = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, "no", "maybe", "yes");
        var inputs = RawGraph.Inputs(package, table);
        using var whole = OnnxPredictor.Load(package);
        using var parts = OnnxPredictor.Load(package, new OnnxPredictorOptions { LargestBatch = 8, WarmUpBatches = [1, 100] });

        var (expected, actual) = (whole.Predict(inputs), parts.Predict(inputs));
        inputs[0] = NamedTensor.Create<double>("a", Enumerable.Range(0, table.Count).Select(row => row == 21 ? double.PositiveInfinity : 1.0).ToArray(), table.Count, 1);
        var error = Assert.Throws<ArgumentException>(() => parts.Predict(inputs));

        Assert.Equal(expected[0].Values<float>().ToArray(), actual[0].Values<float>().ToArray());
        Assert.Equal(expected[1].Values<string>().ToArray(), actual[1].Values<string>().ToArray());
        Assert.Contains("at row 21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_NoRows_IsRefusedAsWithoutParts()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(), new OnnxPredictorOptions { LargestBatch = 2 });

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(NamedTensor.Create<float>("features", Array.Empty<float>(), 0, 4)));

        Assert.Contains("at least one row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_OutputThatDoesNotAnswerRowByRow_SaysSo()
    {
        TensorSpec spec = new("x", DataType.Float32, [-1, 2]);
        using var predictor = OnnxPredictor.Load(
            Sample.Package("broken_promise", [spec], [spec with { Name = "y" }]), new OnnxPredictorOptions { LargestBatch = 2 });

        var error = Assert.Throws<InvalidOperationException>(() => predictor.Predict(NamedTensor.Create<float>("x", new float[6], 3, 2)));

        Assert.Contains("The graph answered 2 rows with y FP32 (4, 2); expected 2 rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ReduceSum", "sum FP32 ()")]
    [InlineData("NonZero", "sum INT64 (1, any)")]
    public void Load_OutputWithoutABatch_IsRefused(string operation, string expected)
    {
        var model = Model(operation, OnnxDimension.Batch);

        var error = Assert.Throws<ArgumentException>(() => OnnxPredictor.LoadOnnx(model, new OnnxPredictorOptions { LargestBatch = 2 }));

        Assert.Contains($"`LargestBatch` is set, and the ONNX file has `{expected}`", error.Message, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.LoadOnnx(model);
    }

    [Theory]
    [InlineData(4, "x FP32 (4,)")]
    [InlineData(1, "x FP32 (1,)")]
    public void Load_FixedBatch_IsRefused(int batch, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            OnnxPredictor.LoadOnnx(Model("Relu", batch), new OnnxPredictorOptions { LargestBatch = 2 }));

        Assert.Contains($"`{expected}`, which does not begin with the rows of the batch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OutputOfAnotherLength_IsRefused()
    {
        var model = ModelProto.Parser.ParseFrom(Model("Relu", OnnxDimension.Batch));
        model.Graph.Node[0].OpType = "Unique";
        model.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimParam = "found";

        var error = Assert.Throws<ArgumentException>(() => OnnxPredictor.LoadOnnx(model.ToByteArray(), new OnnxPredictorOptions { LargestBatch = 2 }));

        Assert.Contains("which does not begin with the rows of the batch", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void LargestBatch_BelowOne_IsRefused(int rows)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxPredictorOptions { LargestBatch = rows });

        Assert.Contains("expected at least 1 row", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Model(string operation, OnnxDimension batch)
    {
        var builder = new OnnxGraphBuilder("model", 17);
        var x = builder.AddInput("x", DataType.Float32, batch);
        var output = operation switch
        {
            "ReduceSum" => builder.AddNode(operation, [x], DataType.Float32, [], [OnnxAttribute.Int("keepdims", 0)]),
            "NonZero" => builder.AddNode(operation, [x], DataType.Int64, [1, OnnxDimension.Named("found")]),
            _ => builder.AddNode(operation, [x], DataType.Float32, [batch]),
        };
        return builder.Build([(output, "sum")]).ToByteArray();
    }
}
