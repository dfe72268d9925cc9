using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Atelier.Data;

/// <summary>A profile as plain text.</summary>
internal static class ProfileText
{
    private const int MostColumns = 50;
    private const int MostWarnings = 50;
    private const int LongestCell = 30;

    private static readonly string[] Headers =
        ["column", "type", "missing", "distinct", "mean", "std", "min", "median", "max", "skew", "most frequent"];

    public static string Of(DataProfile profile)
    {
        var text = new StringBuilder(Invariant($"{profile.Name}: {profile.Rows:N0} rows of {profile.Columns.Count:N0} columns"));
        text.Append(Invariant($", {profile.DuplicateRows:N0} duplicate rows, about {Size(profile.Bytes)}"));
        text.Append(profile.Label is null ? "" : $", label {profile.Label}").Append('\n');
        if (profile.Columns.Count > 0)
        {
            AppendTable(text, [Headers, .. profile.Columns.Take(MostColumns).Select(Row)]);
            AppendMore(text, profile.Columns.Count - MostColumns, "columns");
        }

        foreach (var warning in profile.Warnings.Take(MostWarnings))
        {
            text.Append("! ").Append(warning.Message).Append('\n');
        }

        AppendMore(text, profile.Warnings.Count - MostWarnings, "warnings");
        return text.ToString().TrimEnd();
    }

    private static string[] Row(ColumnProfile column)
    {
        var isShown = column.Type is ColumnType.Number or ColumnType.WholeNumber or ColumnType.Truth;
        var (numbers, dates, frequent) = (isShown ? column.Numbers : null, column.Dates, column.Frequent.Count > 0 ? column.Frequent[0] : default);
        return
        [
            Short(column.Name), Name(column.Type), Invariant($"{column.MissingShare * 100:0.#} %"), Invariant($"{column.Distinct:N0}"),
            Figure(numbers?.Mean), Figure(numbers?.StandardDeviation), dates is null ? Figure(numbers?.Minimum) : Date(dates.Earliest),
            dates is null ? Figure(numbers?.Median) : Date(dates.Median), dates is null ? Figure(numbers?.Maximum) : Date(dates.Latest),
            Figure(numbers?.Skew), frequent.Count > 0 ? Invariant($"{Short(frequent.Value)} ({frequent.Count:N0})") : "",
        ];
    }

    private static string Name(ColumnType type) => type switch
    {
        ColumnType.WholeNumber => "whole number",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Figure(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "";

    private static string Date(DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>One line of at most 30 characters; an empty text shows as quotes.</summary>
    private static string Short(string text)
    {
        text = text.Length == 0 ? "\"\"" : text.ReplaceLineEndings(" ");
        return text.Length <= LongestCell ? text : string.Concat(text.AsSpan(0, LongestCell - 3), "...");
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => Invariant($"{bytes} bytes"),
        < 1_000_000 => Invariant($"{bytes / 1e3:0.#} KB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.#} MB"),
        _ => Invariant($"{bytes / 1e9:0.#} GB"),
    };

    private static void AppendTable(StringBuilder text, string[][] rows)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            // Names, types and values align left, figures right.
            var line = rows[row].Select((cell, at) =>
                at is < 2 or 10 ? cell.PadRight(rows.Max(other => other[at].Length)) : cell.PadLeft(rows.Max(other => other[at].Length)));
            text.Append("  ").Append(string.Join("  ", line).TrimEnd()).Append('\n');
        }
    }

    private static void AppendMore(StringBuilder text, int more, string what) =>
        text.Append(more > 0 ? Invariant($"  ... {more:N0} more {what}\n") : "");
}
