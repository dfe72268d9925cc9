using Atelier.Data;

namespace Atelier.Prediction;

/// <summary>Predictions on datasets and arrays with any <see cref="IPredictor"/>.</summary>
public static class PredictorExtensions
{
    /// <summary>Predicts every row of a dataset and waits for the answers.</summary>
    /// <param name="predictor">A model with one float32 input, or with one input for each column of a table; its first output is taken.</param>
    /// <param name="data">Rows of the input's shape, or columns with the names of the inputs; further columns and labels are ignored.</param>
    /// <param name="batchSize">Rows a call, at least 1.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model's signature; the message says how.</exception>
    public static Predictions Predict(this IPredictor predictor, Dataset data, int batchSize = 256) =>
        // Nothing awaited here returns to the caller's context, so waiting cannot deadlock.
        predictor.PredictAsync(data, batchSize).GetAwaiter().GetResult();

    /// <summary>Predicts every row of a dataset.</summary>
    /// <param name="predictor">A model with one float32 input, or with one input for each column of a table; its first output is taken.</param>
    /// <param name="data">Rows of the input's shape, or columns with the names of the inputs; further columns and labels are ignored.</param>
    /// <param name="batchSize">Rows a call, at least 1.</param>
    /// <param name="cancellationToken">Stops between two calls.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model's signature; the message says how.</exception>
    /// <exception cref="InvalidDataException">The first output does not hold a row of float32 scores for each row.</exception>
    public static async Task<Predictions> PredictAsync(
        this IPredictor predictor, Dataset data, int batchSize = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(data);
        var inputs = new InputColumns(predictor.Signature, data);
        if (data.Count == 0)
        {
            throw new ArgumentException($"`{data.Name}` has no rows; expected at least one to predict.", nameof(data));
        }

        float[]? scores = null;
        var done = 0;
        foreach (var batch in data.Batches(batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outputs = await predictor.PredictAsync(inputs.Of(batch), cancellationToken).ConfigureAwait(false);
            var answer = RowsOf(outputs, batch.Count);
            scores ??= new float[checked(answer.Length / batch.Count * data.Count)];
            if (answer.Length / batch.Count != scores.Length / data.Count)
            {
                throw new InvalidDataException(
                    $"The model answered with {answer.Length / batch.Count} scores a row after {scores.Length / data.Count} in earlier batches; "
                    + "expected one width.");
            }

            answer.Span.CopyTo(scores.AsSpan(done));
            done += answer.Length;
        }

        var width = scores!.Length / data.Count;
        var names = predictor.Signature.ClassNames;
        return new Predictions(scores, width, names.Count == width ? names : null);
    }

    private static ReadOnlyMemory<float> RowsOf(IReadOnlyList<NamedTensor> outputs, int rows) =>
        outputs is [{ DataType: DataType.Float32 } first, ..] && first.Shape is [var given, ..] && given == rows
            ? first.Values<float>()
            : throw new InvalidDataException(
                $"The model answered {rows} rows with {(outputs.Count == 0 ? "nothing" : outputs[0])}; expected FP32 scores for each row. "
                + "Call PredictAsync with named tensors for a model of another kind.");
}
