using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>One column of a data frame as a column of features, and back.</summary>
internal static class FrameColumns
{
    public static FeatureColumn ToFeature(DataFrameColumn column) => column switch
    {
        StringDataFrameColumn texts => new FeatureColumn(column.Name, Texts(texts)),
        PrimitiveDataFrameColumn<DateTime> dates => new FeatureColumn(column.Name, Dates(dates, date => date)),
        PrimitiveDataFrameColumn<DateOnly> days => new FeatureColumn(column.Name, Dates(days, day => day.ToDateTime(TimeOnly.MinValue))),
        PrimitiveDataFrameColumn<double> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<float> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<long> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<int> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<short> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<sbyte> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<byte> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<ushort> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<uint> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<ulong> numbers => Of(numbers, value => value),
        PrimitiveDataFrameColumn<decimal> numbers => Of(numbers, value => (double)value),
        PrimitiveDataFrameColumn<bool> truths => Of(truths, value => value ? 1 : 0),
        _ => throw new ArgumentException(
            $"The column `{column.Name}` holds {column.DataType}; a dataset holds numbers, truth values, text and dates. Leave it out or convert it.",
            nameof(column)),
    };

    public static DataFrameColumn ToFrame(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Text => new StringDataFrameColumn(column.Name, column.Texts),
        FeatureKind.Date => new DateTimeDataFrameColumn(column.Name, column.Dates.ToArray()),
        _ => new DoubleDataFrameColumn(column.Name, column.Numbers.ToArray().Select(value => double.IsNaN(value) ? (double?)null : value)),
    };

    private static string?[] Texts(StringDataFrameColumn column)
    {
        var texts = new string?[Rows(column)];
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] = column[row];
        }

        return texts;
    }

    private static DateTime?[] Dates<T>(PrimitiveDataFrameColumn<T> column, Func<T, DateTime> convert)
        where T : unmanaged
    {
        var dates = new DateTime?[Rows(column)];
        for (var row = 0; row < dates.Length; row++)
        {
            dates[row] = column[row] is { } value ? convert(value) : null;
        }

        return dates;
    }

    private static FeatureColumn Of<T>(PrimitiveDataFrameColumn<T> column, Func<T, double> convert)
        where T : unmanaged
    {
        var numbers = new double[Rows(column)];
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = column[row] is { } value ? convert(value) : double.NaN;
        }

        return new FeatureColumn(column.Name, numbers);
    }

    private static int Rows(DataFrameColumn column) => column.Length <= Array.MaxLength
        ? (int)column.Length
        : throw new ArgumentException($"The column `{column.Name}` has {column.Length} rows; a dataset holds at most {Array.MaxLength}.", nameof(column));
}
