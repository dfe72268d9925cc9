using System.Globalization;

namespace Atelier.Data;

/// <summary>Computes the profile of one column.</summary>
internal static class ColumnFigures
{
    private const int MostCharacters = 100;

    public static ColumnProfile Of(ProfiledColumn column, ProfileOptions options)
    {
        var profile = column.Type == ColumnType.Text ? OfText(column, options) : OfNumbers(column, options);
        if (column.Type == ColumnType.Date)
        {
            return WithDates(profile, column, options);
        }

        return column.Type != ColumnType.Text && column.IsKeyedByText ? WithTexts(profile, column.Categories, options) : profile;
    }

    /// <summary>A text as it stands in profiles and messages: cut where it is long, between whole characters.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return string.Concat(text.AsSpan(0, length), "...");
    }

    private static ColumnProfile OfNumbers(ProfiledColumn column, ProfileOptions options)
    {
        var sorted = Array.FindAll(column.Numbers, double.IsFinite);
        Array.Sort(sorted);
        var missing = column.Numbers.LongCount(double.IsNaN);
        var infinite = column.Count - missing - sorted.Length;
        var frequent = new FrequentValues<double>(options.MostFrequent, Comparer<double>.Default);
        OfferRuns(sorted, frequent);
        if (infinite > 0)
        {
            var positive = column.Numbers.LongCount(double.IsPositiveInfinity);
            OfferSome(frequent, double.NegativeInfinity, infinite - positive);
            OfferSome(frequent, double.PositiveInfinity, positive);
        }

        return Start(column, missing) with
        {
            Distinct = frequent.Distinct,
            Numbers = NumberFigures.Of(sorted, infinite),
            Frequent = frequent.ToList(value => Write(column, value)),
            Histogram = NumberFigures.HistogramOf(sorted, column.Type is ColumnType.WholeNumber or ColumnType.Truth, options.MostBins),
        };
    }

    private static ColumnProfile OfText(ProfiledColumn column, ProfileOptions options)
    {
        var categories = column.Categories;
        var lengths = Array.ConvertAll(categories.Texts, CharactersOf);
        var present = 0L;
        var (total, empty) = (0L, 0L);
        for (var code = 0; code < lengths.Length; code++)
        {
            present += categories.Counts[code];
            total += (long)lengths[code] * categories.Counts[code];
            empty += string.IsNullOrWhiteSpace(categories.Texts[code]) ? categories.Counts[code] : 0;
        }

        var sorted = new double[present];
        var next = 0;
        for (var code = 0; code < lengths.Length; code++)
        {
            sorted.AsSpan(next, categories.Counts[code]).Fill(lengths[code]);
            next += categories.Counts[code];
        }

        Array.Sort(sorted);
        return WithTexts(Start(column, column.Count - present), categories, options) with
        {
            Texts = present == 0 ? null : new TextSummary((int)sorted[0], (double)total / present, (int)sorted[^1], empty),
            Histogram = NumberFigures.HistogramOf(sorted, isWhole: true, options.MostBins),
        };
    }

    private static ColumnProfile WithTexts(ColumnProfile profile, Categories categories, ProfileOptions options)
    {
        var frequent = new FrequentValues<string>(options.MostFrequent, StringComparer.Ordinal);
        for (var code = 0; code < categories.Texts.Length; code++)
        {
            frequent.Offer(categories.Texts[code], categories.Counts[code]);
        }

        return profile with { Distinct = frequent.Distinct, Frequent = frequent.ToList(Cut) };
    }

    private static ColumnProfile WithDates(ColumnProfile profile, ProfiledColumn column, ProfileOptions options)
    {
        var sorted = Array.FindAll(column.Ticks, ticks => ticks != ProfiledColumn.MissingTicks);
        Array.Sort(sorted);
        var frequent = new FrequentValues<long>(options.MostFrequent, Comparer<long>.Default);
        OfferRuns(sorted, frequent);
        return profile with
        {
            Distinct = frequent.Distinct,
            Frequent = frequent.ToList(Write),
            Dates = sorted.Length == 0
                ? null
                : new DateSummary(new DateTime(sorted[0]), new DateTime(sorted[(sorted.Length - 1) / 2]), new DateTime(sorted[^1])),
        };
    }

    private static ColumnProfile Start(ProfiledColumn column, long missing) => new()
    {
        Name = column.Name,
        Type = column.Type,
        ElementType = column.ElementType,
        Rows = column.Count,
        Missing = missing,
        Distinct = 0,
        Bytes = column.Bytes,
    };

    private static void OfferRuns<T>(T[] sorted, FrequentValues<T> frequent)
        where T : IEquatable<T>
    {
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end].Equals(sorted[start]))
            {
                end++;
            }

            frequent.Offer(sorted[start], end - start);
            start = end;
        }
    }

    private static void OfferSome(FrequentValues<double> frequent, double value, long count)
    {
        if (count > 0)
        {
            frequent.Offer(value, count);
        }
    }

    private static int CharactersOf(string text)
    {
        var count = text.Length;
        foreach (var character in text)
        {
            count -= char.IsLowSurrogate(character) ? 1 : 0;
        }

        return count;
    }

    private static string Write(ProfiledColumn column, double value) => column.ElementType switch
    {
        "Boolean" => value != 0 ? "true" : "false",
        // 0.1f as float64 would read 0.10000000149011612.
        "Single" => ((float)value).ToString("R", CultureInfo.InvariantCulture),
        _ => (value + 0.0).ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Write(long ticks) => new DateTime(ticks).ToString(
        ticks % TimeSpan.TicksPerDay == 0 ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
