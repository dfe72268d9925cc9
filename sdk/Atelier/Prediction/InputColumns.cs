using System.Globalization;
using Atelier.Data;

namespace Atelier.Prediction;

/// <summary>How the rows of a dataset go into the inputs of a model: all features into one, or each column into the input of its name.</summary>
internal sealed class InputColumns
{
    private readonly IReadOnlyList<TensorSpec> _inputs;
    private readonly bool _asOne;

    public InputColumns(ModelSignature signature, Dataset data)
    {
        _inputs = signature.Inputs;
        _asOne = _inputs is [{ DataType: DataType.Float32 }];
        if (_asOne)
        {
            return;
        }

        var missing = _inputs.Select(input => input.Name).Except(data.FeatureNames).ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"`{data.Name}` has no column {string.Join(", ", missing.Take(20).Select(name => $"`{name}`"))}; the model takes {string.Join("; ", _inputs)}. "
                + "Give data with a column for each input, or call PredictAsync with named tensors.");
        }
    }

    /// <summary>The inputs of one batch.</summary>
    public NamedTensor[] Of(Dataset batch)
    {
        if (_asOne)
        {
            return [NamedTensor.Create(_inputs[0].Name, batch.Features, [batch.Count, .. batch.FeatureShape])];
        }

        var columns = batch.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return [.. _inputs.Select(input => Tensor(input, columns[input.Name]))];
    }

    private static NamedTensor Tensor(TensorSpec input, FeatureColumn column)
    {
        int[] shape = input.Shape.Count == 1 ? [column.Count] : [column.Count, 1];
        return input.DataType switch
        {
            DataType.Float64 => NamedTensor.Create(input.Name, column.Numbers, shape),
            DataType.Float32 => Numbers(value => (float)value),
            DataType.Int64 => Numbers(value => Whole<long>(column, value)),
            DataType.Int32 => Numbers(value => Whole<int>(column, value)),
            DataType.Bool => Numbers(value => value != 0),
            DataType.String => NamedTensor.Create<string>(input.Name, Enumerable.Range(0, column.Count).Select(row => Text(column, row)).ToArray(), shape),
            _ => throw new ArgumentException(
                $"The model's input {input} cannot be filled from the column `{column.Name}`. Call PredictAsync with named tensors."),
        };

        NamedTensor Numbers<T>(Func<double, T> convert) =>
            NamedTensor.Create<T>(input.Name, column.Numbers.ToArray().Select(convert).ToArray(), shape);
    }

    /// <summary>Missing text and dates travel as empty text.</summary>
    private static string Text(FeatureColumn column, int row) =>
        column.Kind == FeatureKind.Date ? column.Dates.Span[row]?.ToString("O", CultureInfo.InvariantCulture) ?? "" : column.Category(row) ?? "";

    private static T Whole<T>(FeatureColumn column, double value)
        where T : System.Numerics.IBinaryInteger<T> =>
        double.IsInteger(value) ? T.CreateChecked(value) : throw new ArgumentException(
            FormattableString.Invariant($"The column `{column.Name}` holds {value}; the model's input takes whole numbers. Fill or round such values first."));
}
