using System.Text;

namespace Atelier.Sql;

/// <summary>How a text file of rows is written. The defaults read what pandas' <c>read_csv</c> reads by default.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands for a missing value unless told otherwise: the texts that pandas takes for it, the empty one among them.</summary>
    public static IReadOnlyList<string> DefaultMissing { get; } =
    [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "n/a", "nan",
        "null",
    ];

    /// <summary>What stands between values.</summary>
    /// <value>An ASCII character; null (the default) takes a tab for .tsv and .tab files, else the one of , ; tab | most frequent in the first line.</value>
    public char? Separator { get; init; }

    /// <summary>What surrounds a value that holds separators, line ends or quotes; inside it stands twice for itself.</summary>
    /// <value>An ASCII character, by default <c>"</c>; null where quotes mean nothing.</value>
    public char? Quote { get; init; } = '"';

    /// <summary>Whether the first line names the columns.</summary>
    /// <value>True by default. Without, columns are called column0, column1 and so on; so is one whose name is empty.</value>
    public bool Header { get; init; } = true;

    /// <summary>What stands before the fraction of a number.</summary>
    /// <value>An ASCII character, by default a point. No separator of thousands is understood.</value>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>The texts that stand for a missing value, in quotes or not.</summary>
    /// <value><see cref="DefaultMissing"/> by default; compared exactly, upper and lower case apart.</value>
    public IReadOnlyList<string> Missing { get; init; } = DefaultMissing;

    /// <summary>The types of columns by name; those not named are inferred over all rows.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>How characters are written as bytes.</summary>
    /// <value>Null (the default) goes by the byte order mark (UTF-8, UTF-16, UTF-32), and without one takes UTF-8. A mark in the file wins.</value>
    public Encoding? Encoding { get; init; }

    internal void Check()
    {
        Ascii(Separator, nameof(Separator));
        Ascii(Quote, nameof(Quote));
        Ascii(DecimalSeparator, nameof(DecimalSeparator));
        ArgumentNullException.ThrowIfNull(Missing);
        ArgumentNullException.ThrowIfNull(Types);
        if (Separator is not null && (Separator == Quote || Separator == DecimalSeparator))
        {
            throw new ArgumentException($"`Separator` is `{Separator}`, which is also the quote or the decimal separator; expected different characters.");
        }
    }

    private static void Ascii(char? value, string name)
    {
        if (value is { } given && (given > 127 || given is '\0' or '\r' or '\n'))
        {
            throw new ArgumentException($"`{name}` is U+{(int)given:X4}; expected an ASCII character that is not a line end.", name);
        }
    }
}
