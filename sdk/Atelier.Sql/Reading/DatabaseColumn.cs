using System.Globalization;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>One column of a query, in the type of its values so far.</summary>
/// <param name="name">The column's name.</param>
/// <param name="declared">The type that the provider announces.</param>
/// <param name="databaseType">What the database calls its type.</param>
internal sealed class DatabaseColumn(string name, Type declared, string databaseType)
{
    private readonly bool _isDate = databaseType.Equals("date", StringComparison.OrdinalIgnoreCase);

    private DataFrameColumn? _column;
    private long _missing;

    public void Add(object value, long row)
    {
        var plain = Plain(value, row);
        if (plain is null)
        {
            if (_column is null)
            {
                _missing++;
            }
            else
            {
                Append(_column, null);
            }

            return;
        }

        _column ??= WithMissing(NewColumn(plain.GetType()));
        if (_column.DataType != plain.GetType())
        {
            Widen(plain.GetType());
        }

        Append(_column, _column.DataType == plain.GetType() ? plain : Convert(plain, _column.DataType));
    }

    /// <summary>Without any value, the announced type says what the column is.</summary>
    public DataFrameColumn Build() => _column ?? WithMissing(NewColumn(Announced()));

    /// <summary>A value in one of the types that frames have; null where missing.</summary>
    private object? Plain(object value, long row) => value switch
    {
        null or DBNull => null,
        bool or int or long or ulong or float or double or decimal or string or DateOnly => value,
        sbyte or byte or short or ushort => System.Convert.ToInt32(value, CultureInfo.InvariantCulture),
        uint number => (long)number,
        char letter => letter.ToString(),
        DateTime time => _isDate ? DateOnly.FromDateTime(time) : time,
        DateTimeOffset time => time.UtcDateTime,
        Guid id => id.ToString(),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException(
            $"The column `{name}` ({databaseType}) holds {value.GetType()} in row {row}; expected numbers, text, dates or truth values. "
            + "Leave it out, or cast it to text in SQL."),
    };

    private Type Announced()
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort) ? typeof(int)
            : type == typeof(uint) ? typeof(long)
            : type == typeof(DateTimeOffset) ? typeof(DateTime)
            : type == typeof(DateTime) && _isDate ? typeof(DateOnly)
            : type;
    }

    private DataFrameColumn NewColumn(Type type) =>
        type == typeof(bool) ? new BooleanDataFrameColumn(name, 0)
        : type == typeof(int) ? new Int32DataFrameColumn(name, 0)
        : type == typeof(long) ? new Int64DataFrameColumn(name, 0)
        : type == typeof(ulong) ? new UInt64DataFrameColumn(name, 0)
        : type == typeof(float) ? new SingleDataFrameColumn(name, 0)
        : type == typeof(double) ? new DoubleDataFrameColumn(name, 0)
        : type == typeof(decimal) ? new DecimalDataFrameColumn(name, 0)
        : type == typeof(DateTime) ? new DateTimeDataFrameColumn(name, 0)
        : type == typeof(DateOnly) ? new PrimitiveDataFrameColumn<DateOnly>(name, 0)
        : new StringDataFrameColumn(name, 0);

    private DataFrameColumn WithMissing(DataFrameColumn column)
    {
        for (; _missing > 0; _missing--)
        {
            Append(column, null);
        }

        return column;
    }

    private static void Append(DataFrameColumn column, object? value)
    {
        switch (column)
        {
            case StringDataFrameColumn texts:
                texts.Append((string?)value);
                break;
            case BooleanDataFrameColumn truths:
                truths.Append((bool?)value);
                break;
            case Int32DataFrameColumn numbers:
                numbers.Append((int?)value);
                break;
            case Int64DataFrameColumn numbers:
                numbers.Append((long?)value);
                break;
            case UInt64DataFrameColumn numbers:
                numbers.Append((ulong?)value);
                break;
            case SingleDataFrameColumn numbers:
                numbers.Append((float?)value);
                break;
            case DoubleDataFrameColumn numbers:
                numbers.Append((double?)value);
                break;
            case DecimalDataFrameColumn numbers:
                numbers.Append((decimal?)value);
                break;
            case DateTimeDataFrameColumn times:
                times.Append((DateTime?)value);
                break;
            case PrimitiveDataFrameColumn<DateOnly> days:
                days.Append((DateOnly?)value);
                break;
        }
    }

    /// <summary>Makes the column one that holds what it had and the new type: wider numbers, else text.</summary>
    private void Widen(Type other)
    {
        var type = Together(_column!.DataType, other);
        if (type == _column.DataType)
        {
            return;
        }

        var before = _column;
        _column = NewColumn(type);
        for (var row = 0L; row < before.Length; row++)
        {
            Append(_column, before[row] is { } value ? Convert(value, type) : null);
        }
    }

    private static Type Together(Type some, Type other) => (Rank(some), Rank(other)) switch
    {
        (0, _) or (_, 0) => typeof(string),
        ( <= 2, <= 2) => typeof(long),
        ( <= 3, <= 3) => typeof(decimal),
        _ => typeof(double),
    };

    private static int Rank(Type type) =>
        type == typeof(int) ? 1 : type == typeof(long) ? 2 : type == typeof(decimal) || type == typeof(ulong) ? 3
        : type == typeof(float) || type == typeof(double) ? 4 : 0;

    private static object Convert(object value, Type type) => (type == typeof(string), value) switch
    {
        (true, DateTime time) => time.ToString("O", CultureInfo.InvariantCulture),
        (true, DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture),
        _ => System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
    };
}
