using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Tests.Prediction;

public sealed class PredictorExtensionsTests
{
    [Fact]
    public void Predict_SeveralBatches_KeepsTheOrderOfRows()
    {
        using var predictor = new FakePredictor(2, 3, row => [row[0], row[1], row[0] + row[1]], ["a", "b", "c"]);
        var data = new Dataset("d", Enumerable.Range(0, 14).Select(i => (float)i).ToArray(), [2]);

        var predictions = predictor.Predict(data, batchSize: 3);

        Assert.Equal([3, 3, 1], predictor.BatchSizes);
        Assert.Equal([12f, 13, 25], predictions.Row(6).ToArray());
        Assert.Equal(["a", "b", "c"], predictions.ClassNames);
        Assert.Equal(Enumerable.Repeat(2, 6).Prepend(1), predictions.Labels());
    }

    [Fact]
    public void Predict_RowsOfAnotherWidth_SaysBothShapes()
    {
        using var predictor = new FakePredictor(2, 3, _ => [0, 0, 0]);

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(new Dataset("d", new float[6], [3])));

        Assert.Contains("has shape (2, 3); expected (batch, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_NoRows_IsRefused()
    {
        using var predictor = new FakePredictor(2, 3, _ => [0, 0, 0]);

        Assert.Throws<ArgumentException>(() => predictor.Predict(new Dataset("d", new float[0], [2])));
    }

    [Fact]
    public void Predict_AnswerWithTooFewRows_IsNoticed()
    {
        // The last row is left unanswered.
        using var predictor = new FakePredictor(2, 1, row => row[0] == 4 ? [] : [0]);

        var error = Assert.Throws<InvalidDataException>(() => predictor.Predict(new Dataset("d", new[] { 0f, 1, 2, 3, 4, 5 }, [2])));

        Assert.Contains("answered 3 rows with probabilities FP32 (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PredictAsync_Cancelled_Stops()
    {
        using var predictor = new FakePredictor(2, 3, _ => [0, 0, 0]);
        var data = new Dataset("d", new float[2], [2]);

        await Assert.ThrowsAsync<OperationCanceledException>(() => predictor.PredictAsync(data, cancellationToken: new CancellationToken(true)));
    }
}
