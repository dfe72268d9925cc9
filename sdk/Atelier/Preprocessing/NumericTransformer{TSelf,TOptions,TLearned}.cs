using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>A transformer from rows of numbers to rows of numbers, computed in float64 a block of rows at a time.</summary>
/// <remarks>Takes unnamed float32 rows of any shape and named columns of numbers alike; the result is of the same form as the data.</remarks>
/// <inheritdoc cref="Transformer{TSelf, TOptions, TLearned}" path="/typeparam"/>
public abstract class NumericTransformer<TSelf, TOptions, TLearned> : Transformer<TSelf, TOptions, TLearned>
    where TSelf : NumericTransformer<TSelf, TOptions, TLearned>
    where TOptions : class
    where TLearned : class
{
    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings.</param>
    protected NumericTransformer(TOptions options)
        : base(options)
    {
    }

    /// <summary>Transforms a block of rows. May be called from several threads at once.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="source">(rows x input width) values, row after row; may be overwritten.</param>
    /// <param name="result">(rows x output width) values to fill.</param>
    protected abstract void Map(int rows, Span<double> source, Span<double> result);

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, TLearned learned) => input;

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data) => NumberBlocks.Map(data, Output, Map);

    /// <summary>Writes what Map does.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="numbers">(batch, input width) numbers of float64.</param>
    /// <returns>(batch, output width) numbers of float64.</returns>
    private protected virtual OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers) =>
        throw new NotSupportedException($"The {Kind} {WhyNotOnnx}.");

    private protected sealed override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows) =>
        rows.With(writer, Output, WriteOnnx(writer, rows.Numbers(writer)));

    private protected sealed override void EnsureTakes(Dataset data)
    {
        foreach (var column in data.IsTabular ? data.Columns : [])
        {
            if (column.Kind != FeatureKind.Number)
            {
                throw new ArgumentException(
                    $"The column `{column.Name}` of `{data.Name}` holds {(column.Kind == FeatureKind.Text ? "text" : "dates")}; the {Kind} takes numbers. "
                    + "Encode it first, for instance with a OneHotEncoder or DateParts, or route only columns of numbers to it with a ColumnPipeline.",
                    nameof(data));
            }
        }
    }
}
