using System.Globalization;
using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Reads the columns of data frames and datasets for a profile.</summary>
internal static class ProfiledColumns
{
    private const double LargestExact = 1L << 53;

    public static ProfiledColumn[] Of(DataFrame frame) => [.. frame.Columns.Select(Of)];

    /// <summary>The feature columns, then the class, target and weight of each row where there are any; gives the label's name, too.</summary>
    public static (ProfiledColumn[] Columns, string? Label) Of(Dataset data)
    {
        var columns = data.Columns.Select(Of).ToList();
        string? label = null;
        if (data.HasLabels)
        {
            var labels = data.Labels;
            var classes = new string[data.Count];
            for (var row = 0; row < classes.Length; row++)
            {
                classes[row] = data.ClassNames[labels.Span[row]];
            }

            columns.Add(Texts(label = Free("label"), "String", classes));
        }

        if (!data.Targets.IsEmpty)
        {
            var name = Free("target");
            label ??= name;
            columns.Add(Floats(name, data.Targets));
        }

        if (!data.Weights.IsEmpty)
        {
            columns.Add(Floats(Free("weight"), data.Weights));
        }

        return ([.. columns], label);

        string Free(string name) => data.FeatureNames.Contains(name) ? Free($"{name} of the row") : name;
    }

    private static ProfiledColumn Of(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Text => Texts(column.Name, "String", column.Texts),
        FeatureKind.Date => Dates(column.Name, "DateTime", 9, column.Count, row => column.Dates.Span[row]),
        _ => Numbers(column.Name, "Double", 8, column.Numbers.ToArray()),
    };

    private static ProfiledColumn Of(DataFrameColumn column) => column switch
    {
        StringDataFrameColumn texts => Texts(texts.Name, "String", Read(texts, row => texts[row])),
        PrimitiveDataFrameColumn<DateTime> dates => Dates(dates.Name, "DateTime", 8, Rows(dates), row => dates[row]),
        PrimitiveDataFrameColumn<DateOnly> days => Dates(days.Name, "DateOnly", 4, Rows(days), row => days[row]?.ToDateTime(TimeOnly.MinValue)),
        PrimitiveDataFrameColumn<bool> truths => Truths(truths),
        PrimitiveDataFrameColumn<long> longs => Exact(longs, value => value, (value, _) => Math.Abs((double)value) <= LargestExact),
        PrimitiveDataFrameColumn<ulong> longs => Exact(longs, value => value, (value, _) => value <= LargestExact),
        PrimitiveDataFrameColumn<decimal> decimals => Exact(decimals, value => (double)value, IsExact),
        PrimitiveDataFrameColumn<char> chars => Texts(chars.Name, "Char", Read(chars, row => chars[row]?.ToString())),
        _ when column.IsNumericColumn() => Numbers(
            column.Name,
            column.DataType.Name,
            System.Runtime.InteropServices.Marshal.SizeOf(column.DataType),
            FrameColumns.ToFeature(column).Numbers.ToArray()),
        _ => Texts(column.Name, column.DataType.Name, Read(column, row => Convert.ToString(column[row], CultureInfo.InvariantCulture))),
    };

    private static ProfiledColumn Truths(PrimitiveDataFrameColumn<bool> column)
    {
        var numbers = FrameColumns.ToFeature(column).Numbers.ToArray();
        return new ProfiledColumn
        {
            Name = column.Name,
            Type = ColumnType.Truth,
            ElementType = "Boolean",
            Bytes = Size(1, numbers.Length),
            Count = numbers.Length,
            Numbers = numbers,
        };
    }

    /// <summary>Numbers that may be more precise than float64: where they are, they are told apart by their texts.</summary>
    private static ProfiledColumn Exact<T>(PrimitiveDataFrameColumn<T> column, Func<T, double> convert, Func<T, double, bool> isExact)
        where T : unmanaged, IFormattable
    {
        var numbers = new double[Rows(column)];
        var areExact = true;
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = double.NaN;
            if (column[row] is { } value)
            {
                numbers[row] = convert(value);
                areExact = areExact && isExact(value, numbers[row]);
            }
        }

        var read = Numbers(column.Name, typeof(T).Name, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), numbers);
        return areExact ? read : new ProfiledColumn
        {
            Name = read.Name,
            Type = typeof(T) == typeof(decimal) ? read.Type : ColumnType.WholeNumber,
            ElementType = read.ElementType,
            Bytes = read.Bytes,
            Count = read.Count,
            Numbers = numbers,
            Texts = Read(column, row => column[row] is { } value ? Normal(value) : null),
        };
    }

    /// <summary>Whether float64 gives the decimal back; .NET converts back with 15 digits.</summary>
    private static bool IsExact(decimal value, double number) => Math.Abs(number) < 1e15 && (decimal)number == value;

    /// <summary>The text of a number; a decimal without the zeros at its end, which are part of its .NET text.</summary>
    private static string Normal<T>(T value)
        where T : IFormattable => value.ToString(typeof(T) == typeof(decimal) ? "0.#############################" : null, CultureInfo.InvariantCulture);

    private static ProfiledColumn Floats(string name, ReadOnlyMemory<float> values) =>
        Numbers(name, "Single", 4, [.. values.ToArray().Select(value => (double)value)]);

    private static ProfiledColumn Numbers(string name, string elementType, int size, double[] numbers) => new()
    {
        Name = name,
        Type = Array.TrueForAll(numbers, value => !double.IsFinite(value) || Math.Floor(value) == value) ? ColumnType.WholeNumber : ColumnType.Number,
        ElementType = elementType,
        Bytes = Size(size, numbers.Length),
        Count = numbers.Length,
        Numbers = numbers,
    };

    private static ProfiledColumn Dates(string name, string elementType, int size, int rows, Func<int, DateTime?> read)
    {
        var ticks = new long[rows];
        var days = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var date = read(row);
            ticks[row] = date?.Ticks ?? ProfiledColumn.MissingTicks;
            days[row] = date is { } value ? (value.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerDay : double.NaN;
        }

        return new ProfiledColumn
        {
            Name = name,
            Type = ColumnType.Date,
            ElementType = elementType,
            Bytes = Size(size, rows),
            Count = rows,
            Numbers = days,
            Ticks = ticks,
        };
    }

    private static ProfiledColumn Texts(string name, string elementType, IReadOnlyList<string?> source)
    {
        // A list may read from a file at each access.
        var texts = source as string?[] ?? [.. source];

        // A reference each, and for each text an object: header, length and characters of two bytes, in steps of eight bytes.
        var bytes = 8L * texts.Length;
        foreach (var text in texts)
        {
            bytes += text is null ? 0 : (22 + (2L * text.Length) + 7) / 8 * 8;
        }

        return new ProfiledColumn { Name = name, Type = ColumnType.Text, ElementType = elementType, Bytes = bytes, Count = texts.Length, Texts = texts };
    }

    /// <summary>The values and one bit each for null.</summary>
    private static long Size(int size, int rows) => ((long)size * rows) + ((rows + 7) / 8);

    private static string?[] Read(DataFrameColumn column, Func<int, string?> read)
    {
        var texts = new string?[Rows(column)];
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] = read(row);
        }

        return texts;
    }

    private static int Rows(DataFrameColumn column) => column.Length <= Array.MaxLength
        ? (int)column.Length
        : throw new ArgumentException($"The column `{column.Name}` has {column.Length} rows; a profile covers at most {Array.MaxLength}.", nameof(column));
}
