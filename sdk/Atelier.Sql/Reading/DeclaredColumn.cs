namespace Atelier.Sql;

/// <summary>A column whose type was given.</summary>
internal sealed class DeclaredColumn : CsvColumn
{
    private readonly ColumnType _type;

    public DeclaredColumn(string name, ColumnType type)
        : base(name)
    {
        _type = type;
        Values = type switch
        {
            ColumnType.Bool => new ParsedValues<bool, BoolParser>(),
            ColumnType.Int => new ParsedValues<int, IntParser>(),
            ColumnType.Long => new ParsedValues<long, LongParser>(),
            ColumnType.Double => new ParsedValues<double, DoubleParser>(),
            ColumnType.Decimal => new ParsedValues<decimal, DecimalParser>(),
            ColumnType.DateOnly => new ParsedValues<DateOnly, DateParser>(),
            ColumnType.DateTime => new ParsedValues<DateTime, AnyTimeParser>(),
            ColumnType.String => new TextValues(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, $"The type of column `{name}` is {(int)type}; expected a value of ColumnType."),
        };
    }

    public override string Expected => _type switch
    {
        ColumnType.Bool => "true or false",
        ColumnType.Int => "a whole number from -2147483648 to 2147483647",
        ColumnType.Long => "a whole number of 64 bits",
        ColumnType.Double => "a number",
        ColumnType.Decimal => "a decimal number of at most 28 digits",
        ColumnType.DateOnly => "a date like 2024-02-29",
        ColumnType.DateTime => "a time like 2024-02-29 12:34:56",
        _ => "text",
    };

    public override void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found) => Values.FindMisfits(block, column, format, found);

    protected override int Append(CsvBlock block, int column, CsvFormat format, ulong[] bits) => Values.Append(block, column, 0, format, bits);
}
