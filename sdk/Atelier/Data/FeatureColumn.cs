using System.Globalization;

namespace Atelier.Data;

/// <summary>One named column of raw features: numbers, text or dates, with missing values.</summary>
/// <remarks>Immutable and safe to share between threads, as long as nobody writes to the arrays it was made from: they are not copied.</remarks>
public sealed class FeatureColumn
{
    private readonly ReadOnlyMemory<double> _numbers;
    private readonly IReadOnlyList<string?> _texts = [];
    private readonly ReadOnlyMemory<DateTime?> _dates;

    /// <summary>A column of numbers.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value a row; NaN where missing.</param>
    public FeatureColumn(string name, ReadOnlyMemory<double> values)
        : this(name, FeatureKind.Number, values.Length) => _numbers = values;

    /// <summary>A column of text.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One text a row; null where missing. It may read from a file when asked for a row.</param>
    public FeatureColumn(string name, IReadOnlyList<string?> values)
        : this(name, FeatureKind.Text, (values ?? throw new ArgumentNullException(nameof(values))).Count) => _texts = values;

    /// <summary>A column of dates.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One point in time a row; null where missing.</param>
    public FeatureColumn(string name, ReadOnlyMemory<DateTime?> values)
        : this(name, FeatureKind.Date, values.Length) => _dates = values;

    private FeatureColumn(string name, FeatureKind kind, int count)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Kind = kind;
        Count = count;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public FeatureKind Kind { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The numbers, NaN where missing.</summary>
    /// <exception cref="InvalidOperationException">The column holds text or dates.</exception>
    public ReadOnlyMemory<double> Numbers => Kind == FeatureKind.Number ? _numbers : throw Mismatch(FeatureKind.Number);

    /// <summary>The texts, null where missing.</summary>
    /// <exception cref="InvalidOperationException">The column holds numbers or dates.</exception>
    public IReadOnlyList<string?> Texts => Kind == FeatureKind.Text ? _texts : throw Mismatch(FeatureKind.Text);

    /// <summary>The dates, null where missing.</summary>
    /// <exception cref="InvalidOperationException">The column holds numbers or text.</exception>
    public ReadOnlyMemory<DateTime?> Dates => Kind == FeatureKind.Date ? _dates : throw Mismatch(FeatureKind.Date);

    /// <summary>Whether the value of a row is missing.</summary>
    /// <param name="row">From 0 to below <see cref="Count"/>.</param>
    public bool IsMissing(int row) => Kind switch
    {
        FeatureKind.Number => double.IsNaN(_numbers.Span[row]),
        FeatureKind.Text => _texts[row] is null,
        _ => _dates.Span[row] is null,
    };

    /// <summary>The value of a row as a category: text as it is, numbers and dates written the same in every culture; null where missing.</summary>
    /// <param name="row">From 0 to below <see cref="Count"/>.</param>
    public string? Category(int row) => Kind switch
    {
        FeatureKind.Text => _texts[row],
        FeatureKind.Number => double.IsNaN(_numbers.Span[row]) ? null : _numbers.Span[row].ToString("R", CultureInfo.InvariantCulture),
        _ => _dates.Span[row]?.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>The same values under another name.</summary>
    /// <param name="name">The new name.</param>
    public FeatureColumn Rename(string name) => Kind switch
    {
        FeatureKind.Number => new FeatureColumn(name, _numbers),
        FeatureKind.Text => new FeatureColumn(name, _texts),
        _ => new FeatureColumn(name, _dates),
    };

    /// <summary>A run of rows, without copying.</summary>
    /// <param name="start">The first row, from 0.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run leaves the column.</exception>
    public FeatureColumn Slice(int start, int count) => Kind switch
    {
        FeatureKind.Number => new FeatureColumn(Name, _numbers.Slice(start, count)),
        FeatureKind.Text when _texts is string?[] texts => new FeatureColumn(Name, new ArraySegment<string?>(texts, start, count)),
        FeatureKind.Text => new FeatureColumn(Name, new RowsOf(_texts, [.. Enumerable.Range(start, count)])),
        _ => new FeatureColumn(Name, _dates.Slice(start, count)),
    };

    /// <summary>Chosen rows in the given order.</summary>
    /// <param name="rows">Row numbers; a row may be chosen more than once.</param>
    public FeatureColumn Select(ReadOnlySpan<int> rows) => Kind switch
    {
        FeatureKind.Number => new FeatureColumn(Name, Pick(_numbers.Span, rows)),
        FeatureKind.Text when _texts is string?[] texts => new FeatureColumn(Name, (IReadOnlyList<string?>)Pick<string?>(texts, rows)),
        FeatureKind.Text when _texts is ArraySegment<string?> texts => new FeatureColumn(Name, (IReadOnlyList<string?>)Pick<string?>(texts, rows)),
        FeatureKind.Text => new FeatureColumn(Name, new RowsOf(_texts, rows.ToArray())),
        _ => new FeatureColumn(Name, Pick(_dates.Span, rows)),
    };

    private static T[] Pick<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }

    private InvalidOperationException Mismatch(FeatureKind wanted) => new(
        $"The column `{Name}` holds {Noun(Kind)}; expected {Noun(wanted)}. " + (Kind, wanted) switch
        {
            (FeatureKind.Text, FeatureKind.Number) => "Encode it first, for instance with a OneHotEncoder, or route it through a ColumnPipeline.",
            (FeatureKind.Date, FeatureKind.Number) => "Take its parts first with DateParts.",
            _ => "Choose another column or transformer.",
        });

    private static string Noun(FeatureKind kind) => kind switch
    {
        FeatureKind.Number => "numbers",
        FeatureKind.Text => "text",
        _ => "dates",
    };

    /// <summary>Rows of a list that may read from a file: nothing is read until asked for.</summary>
    private sealed class RowsOf(IReadOnlyList<string?> texts, int[] rows) : IReadOnlyList<string?>
    {
        public int Count => rows.Length;

        public string? this[int index] => texts[rows[index]];

        public IEnumerator<string?> GetEnumerator() => rows.Select(row => texts[row]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
