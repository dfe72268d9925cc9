using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Inference.Tests;

public sealed class OnnxPredictorTests
{
    private const float Tolerance = 1e-6f;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Predict_AnyBatch_GivesTheReferencesProbabilities(int batch)
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());

        for (var start = 0; start + batch <= Sample.Rows; start += batch)
        {
            var rows = Sample.Of("rows").AsMemory(start * 4, batch * 4);
            var output = Assert.Single(predictor.Predict(NamedTensor.Create<float>("features", rows, batch, 4)));

            Assert.Equal("probabilities", output.Name);
            Assert.Equal([batch, 3], output.Shape);
            AssertClose(Sample.Of("probabilities").AsSpan(start * 3, batch * 3), output);
        }
    }

    [Fact]
    public void Predict_BatchesOfChangingLengths_GivesTheReferencesProbabilities()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());
        int[] batches = [3, 1, 20, 2, 20, 1, 17];

        var start = 0;
        foreach (var batch in batches)
        {
            var output = predictor.Predict(Rows(start, batch))[0];

            AssertClose(Sample.Of("probabilities").AsSpan(start * 3, batch * 3), output);
            start += batch;
        }
    }

    [Fact]
    public void Predict_BatchTooLargeToBind_GivesTheReferencesProbabilities()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());
        const int copies = 2000;
        var rows = Enumerable.Repeat(Sample.Of("rows"), copies).SelectMany(row => row).ToArray();

        var output = predictor.Predict(NamedTensor.Create<float>("features", rows, copies * Sample.Rows, 4))[0];

        var last = output.Values<float>()[^(Sample.Rows * 3)..];
        AssertClose(Sample.Of("probabilities"), NamedTensor.Create("last", last, Sample.Rows, 3));
    }

    [Fact]
    public void Predict_AnswersKept_StayAsTheyWere()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());
        var first = predictor.Predict(Rows(0, 1))[0];
        var before = first.Values<float>().ToArray();

        predictor.Predict(Rows(5, 1));

        Assert.Equal(before, first.Values<float>().ToArray());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2, 2)]
    [InlineData(1, 2, 2)]
    public void Predict_WithPreprocessing_ScalesRawRowsAndShapesThemForTheGraph(params int[] shape)
    {
        var package = Sample.Classifier(Sample.Scaler(shape));
        using var predictor = OnnxPredictor.Load(package);

        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), [Sample.Rows, .. shape]))[0];

        Assert.Equal([-1, .. shape], predictor.Signature.Inputs[0].Shape);
        Assert.Equal([Sample.Rows, 3], output.Shape);
        AssertClose(Sample.Of("probabilities_of_standardized"), output);
    }

    [Fact]
    public void Predict_PreprocessingOfAnotherWidth_SaysWhatTheGraphTakes()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(Sample.Scaler(2)));

        var error = Assert.Throws<InvalidOperationException>(() => predictor.Predict(NamedTensor.Create<float>("features", new float[2], 1, 2)));

        Assert.Contains("`classifier` gives rows of 2 values", error.Message, StringComparison.Ordinal);
        Assert.Contains("features FP32 (batch, 4)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_Dataset_GivesAPredictionARow()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());

        var predictions = predictor.Predict(new Dataset("rows", Sample.Of("rows"), [4]), batchSize: 10);

        AssertClose(Sample.Of("probabilities"), NamedTensor.Create("scores", predictions.Scores, Sample.Rows, 3));
    }

    [Fact]
    public void Predict_InputsInAnotherOrder_GoesByTheirNames()
    {
        TensorSpec[] inputs = [Spec("a"), Spec("b")];
        TensorSpec[] outputs = [Spec("sum"), Spec("difference")];
        using var predictor = OnnxPredictor.Load(Sample.Package("difference", inputs, outputs));

        var answers = predictor.Predict(
            NamedTensor.Create<float>("b", new float[] { 1, 2 }, 1, 2), NamedTensor.Create<float>("a", new float[] { 10, 20 }, 1, 2));

        Assert.Equal(["sum", "difference"], answers.Select(answer => answer.Name));
        Assert.Equal([11f, 22f], answers[0].Values<float>().ToArray());
        Assert.Equal([9f, 18f], answers[1].Values<float>().ToArray());
    }

    [Fact]
    public void Predict_OutputShapeKnownOnlyAfterwards_IsReturned()
    {
        TensorSpec[] inputs = [new("x", DataType.Float32, [-1])];
        TensorSpec[] outputs = [new("positions", DataType.Int64, [1, -1])];
        using var predictor = OnnxPredictor.Load(Sample.Package("positions", inputs, outputs));

        var answer = predictor.Predict(NamedTensor.Create<float>("x", new float[] { 1, -1, 0, 5, 6 }, 5))[0];

        Assert.Equal([1, 3], answer.Shape);
        Assert.Equal([0L, 3L, 4L], answer.Values<long>().ToArray());
    }

    [Fact]
    public void Predict_GraphBreaksItsPromiseOfAShape_ReturnsWhatItGives()
    {
        using var predictor = OnnxPredictor.Load(Sample.Package("broken_promise", [Spec("x")], [Spec("y")]));

        for (var call = 0; call < 3; call++)
        {
            var answer = predictor.Predict(NamedTensor.Create<float>("x", new float[] { 1, 2 }, 1, 2))[0];

            Assert.Equal([2, 2], answer.Shape);
            Assert.Equal([1f, 2f, 1f, 2f], answer.Values<float>().ToArray());
        }
    }

    [Fact]
    public void Predict_GraphFailsOnTheValues_SaysOnWhichAndGoesOn()
    {
        TensorSpec[] inputs = [new("index", DataType.Int64, [-1])];
        TensorSpec[] outputs = [new("picked", DataType.Float32, [-1])];
        using var predictor = OnnxPredictor.Load(Sample.Package("pick", inputs, outputs));

        var error = Assert.Throws<InvalidOperationException>(() => predictor.Predict(NamedTensor.Create<long>("index", new long[] { 7 }, 1)));
        var answer = predictor.Predict(NamedTensor.Create<long>("index", new long[] { 2, 0 }, 2))[0];

        Assert.Contains("`pick` failed on index INT64 (1,)", error.Message, StringComparison.Ordinal);
        Assert.Equal([30f, 10f], answer.Values<float>().ToArray());
    }

    [Fact]
    public void Predict_Cancelled_DoesNotBegin()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());

        Assert.Throws<OperationCanceledException>(() => { _ = predictor.PredictAsync([Rows(0, 1)], new CancellationToken(canceled: true)); });
    }

    [Fact]
    public void Load_Folder_PredictsAsThePackage()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-test-").FullName;
        try
        {
            Sample.Classifier(Sample.Scaler(2, 2)).Save(Path.Combine(folder, "classifier"));
            using var predictor = OnnxPredictor.Load(Path.Combine(folder, "classifier"));

            var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 2, 2))[0];

            AssertClose(Sample.Of("probabilities_of_standardized"), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Load_NoSuchFolder_SaysSo() =>
        Assert.Throws<DirectoryNotFoundException>(() => OnnxPredictor.Load(Path.Combine(AppContext.BaseDirectory, "no-such-package")));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Threads_BelowOne_IsRefused(int threads)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxPredictorOptions { Threads = threads });

        Assert.Contains("expected at least 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_Two_GivesTheReferencesProbabilities()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(), new OnnxPredictorOptions { Threads = 2 });

        AssertClose(Sample.Of("probabilities"), predictor.Predict(Rows(0, Sample.Rows))[0]);
    }

    internal static void AssertClose(ReadOnlySpan<float> expected, NamedTensor actual)
    {
        var values = actual.Values<float>().Span;
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected[i], values[i], Tolerance);
        }
    }

    private static NamedTensor Rows(int start, int count) =>
        NamedTensor.Create<float>("features", Sample.Of("rows").AsMemory(start * 4, count * 4), count, 4);

    private static TensorSpec Spec(string name) => new(name, DataType.Float32, [-1, 2]);
}
