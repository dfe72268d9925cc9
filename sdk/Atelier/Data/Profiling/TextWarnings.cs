using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Atelier.Data;

/// <summary>Warnings about the values of a column of text.</summary>
internal static class TextWarnings
{
    private const double FewNumbers = 0.05;
    private const int MostExamples = 3;

    // Beyond, the values are no categories that somebody typed.
    private const int MostCompared = 100_000;

    private static readonly HashSet<string> Disguises = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "?", "-", "--", ".", "na", "n/a", "#n/a", "nan", "null", "(null)", "nil", "missing",
    };

    public static IEnumerable<DataWarning> Of(string name, Categories categories, ColumnProfile figures)
    {
        var (numbers, disguised) = (0L, 0L);
        var (disguises, others) = (new List<string>(), new List<string>());
        for (var code = 0; code < categories.Texts.Length; code++)
        {
            var text = categories.Texts[code];
            if (Disguises.Contains(text.Trim()))
            {
                disguised += categories.Counts[code];
                Keep(disguises, text);
            }
            else if (IsNumber(text))
            {
                numbers += categories.Counts[code];
            }
            else
            {
                Keep(others, text);
            }
        }

        if (disguised > 0)
        {
            yield return new DataWarning(DataWarningKind.DisguisedMissing, name, Invariant(
                $"`{name}` holds {Quoted(disguises)} in {disguised:N0} of {figures.Present:N0} rows, which usually stands for a missing value. ")
                + "Make it missing when reading.");
        }

        var told = figures.Present - disguised;
        if (numbers > 0 && numbers >= FewNumbers * told)
        {
            yield return new DataWarning(DataWarningKind.MixedTypes, name, numbers == told
                ? $"`{name}` holds numbers as text. Read it as numbers; keep it as text only where the digits are a code."
                : Invariant($"`{name}` holds numbers as text in {numbers:N0} of {told:N0} rows, and {Quoted(others)} among the others. ")
                    + "Correct the others, or make them missing, and read it as numbers.");
        }

        if (Variants(categories) is { } variants)
        {
            yield return new DataWarning(
                DataWarningKind.CategoryVariants,
                name,
                $"`{name}` holds categories that differ only in white space or in upper and lower case, such as {Quoted(variants)}. Bring them to one form.");
        }
    }

    private static List<string>? Variants(Categories categories)
    {
        if (categories.Texts.Length > MostCompared)
        {
            return null;
        }

        var known = new Dictionary<string, string>();
        foreach (var text in categories.Texts)
        {
            if (!known.TryAdd(Normal(text), text))
            {
                return [.. new[] { known[Normal(text)], text }.Order(StringComparer.Ordinal)];
            }
        }

        return null;
    }

    private static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            normal.Append(normal.Length > 0 ? " " : "").Append(word.ToUpperInvariant());
        }

        return normal.ToString();
    }

    // float64 reads what pandas reads; "Infinity" and "NaN" are words here.
    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);

    private static void Keep(List<string> examples, string text)
    {
        if (examples.Count < MostExamples)
        {
            examples.Add(text);
        }
    }

    private static string Quoted(List<string> texts) => string.Join(", ", texts.Select(Quoted));

    // White space shows only between quotes.
    private static string Quoted(string text) => text.Trim() == text && text.Length > 0 ? $"`{ColumnFigures.Cut(text)}`" : $"`\"{ColumnFigures.Cut(text)}\"`";
}
