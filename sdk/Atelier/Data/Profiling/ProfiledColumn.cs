namespace Atelier.Data;

/// <summary>One column in the form that a profile is computed from. Not thread-safe while <see cref="Categories"/> is first made.</summary>
internal sealed class ProfiledColumn
{
    /// <summary>What stands in <see cref="Ticks"/> for a missing date.</summary>
    public const long MissingTicks = long.MinValue;

    private Categories? _categories;

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    public required string ElementType { get; init; }

    public required long Bytes { get; init; }

    public required int Count { get; init; }

    /// <summary>Numbers, truth values as 0 and 1, dates as days since 1970-01-01; NaN where missing. Empty for text.</summary>
    public double[] Numbers { get; init; } = [];

    /// <summary>Dates to the tick; empty for other columns.</summary>
    public long[] Ticks { get; init; } = [];

    /// <summary>Texts, null where missing; also numbers that float64 cannot tell apart. Empty for other columns.</summary>
    public IReadOnlyList<string?> Texts { get; init; } = [];

    /// <summary>True when values are told apart by their texts.</summary>
    public bool IsKeyedByText => Texts.Count > 0;

    /// <summary>True when differences and an order of the values mean something.</summary>
    public bool IsNumber => Type is ColumnType.Number or ColumnType.WholeNumber;

    /// <summary>The values numbered by their first appearance.</summary>
    public Categories Categories => _categories ??= IsKeyedByText ? Categories.Of(Texts) : Categories.Of(Numbers);

    public bool IsMissing(int row) => IsKeyedByText ? Texts[row] is null : double.IsNaN(Numbers[row]);

    /// <summary>A number that is equal for equal values, missing ones included.</summary>
    public long KeyOf(int row)
    {
        if (IsKeyedByText)
        {
            return Categories.Codes[row];
        }

        // Adding 0 makes 0 of -0; the one NaN stands for missing.
        var number = Numbers[row];
        return Ticks.Length > 0 ? Ticks[row] : double.IsNaN(number) ? long.MinValue : BitConverter.DoubleToInt64Bits(number + 0.0);
    }
}
