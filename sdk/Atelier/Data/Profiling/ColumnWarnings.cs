using static System.FormattableString;

namespace Atelier.Data;

/// <summary>Warnings about one column by itself.</summary>
internal static class ColumnWarnings
{
    private const int FewestRows = 20;
    private const double LargestSkew = 2; // West, Finch and Curran (1995): beyond these, far from normal
    private const double LargestKurtosis = 7;
    private const int FewestNumbers = 10;
    private const int LongestIdentifier = 50;

    public static IEnumerable<DataWarning> Of(ProfiledColumn column, ColumnProfile figures, ProfileOptions options, bool isLabel)
    {
        var name = figures.Name;
        DataWarning Warn(DataWarningKind kind, string message) => new(kind, name, message);
        if (figures.Present == 0)
        {
            return figures.Rows == 0 ? [] : [Warn(DataWarningKind.Empty, $"`{name}` has no value in any row. Drop it.")];
        }

        var found = new List<DataWarning>();
        if (!isLabel && figures.MissingShare >= options.ManyMissing)
        {
            found.Add(Warn(DataWarningKind.ManyMissing, Invariant(
                $"`{name}` is missing in {figures.Missing:N0} of {figures.Rows:N0} rows ({Percent(figures.MissingShare)}). ")
                + "Drop it, or impute it with an indicator of what was missing."));
        }

        if (Spread(figures, options) is { } spread)
        {
            found.Add(spread);
        }
        else if (!isLabel && IsIdentifier(figures))
        {
            found.Add(Warn(DataWarningKind.IdentifierLike, Invariant(
                $"`{name}` has {figures.Distinct:N0} different values in {figures.Present:N0} rows: it names the row. ")
                + "Leave it out of the features; keep it to join or to group by."));
        }
        else if (!isLabel && figures.Type == ColumnType.Text && figures.Distinct > options.MostCategories && figures.Texts!.Mean <= LongestIdentifier)
        {
            found.Add(Warn(DataWarningKind.HighCardinality, Invariant(
                $"`{name}` has {figures.Distinct:N0} categories; one column for each is too many. ")
                + "Use a hashing or target encoder, or merge rare categories."));
        }

        if (figures.Numbers is { Infinite: > 0 } numbers)
        {
            found.Add(Warn(DataWarningKind.InfiniteValues, Invariant(
                $"`{name}` is infinite in {numbers.Infinite:N0} of {figures.Rows:N0} rows; its figures are over the others. ")
                + "Find the division by zero, or make these values missing."));
        }

        if (Tail(figures) is { } tail)
        {
            found.Add(tail);
        }

        if (figures.Type != ColumnType.Text)
        {
            return found;
        }

        var texts = TextWarnings.Of(name, column.Categories, figures).ToArray();
        return texts.Any(warning => warning.Kind == DataWarningKind.MixedTypes)
            ? [.. found.Where(warning => warning.Kind != DataWarningKind.HighCardinality), .. texts] // numbers, once they are read
            : [.. found, .. texts];
    }

    public static string Percent(double share) => Invariant($"{share * 100:0.#} %");

    private static DataWarning? Spread(ColumnProfile figures, ProfileOptions options)
    {
        var name = figures.Name;
        if (figures.Distinct == 1)
        {
            // A constant value next to missing ones still tells which rows have it.
            return new DataWarning(DataWarningKind.Constant, name, figures.Missing == 0
                ? $"`{name}` has the same value in every row{Shown(figures)}. Drop it: it tells nothing."
                : $"`{name}` has the same value in every row that has any{Shown(figures)}. Keep only whether it is missing.");
        }

        if (figures.Frequent is [var first, ..] && first.Count >= options.NearlyConstant * figures.Present && figures.Present >= FewestRows)
        {
            return new DataWarning(DataWarningKind.NearlyConstant, name, Invariant(
                $"`{name}` is `{first.Value}` in {first.Count:N0} of {figures.Present:N0} rows with a value. ")
                + "Drop it, unless the other rows are those that matter.");
        }

        return null;
    }

    private static string Shown(ColumnProfile figures) => figures.Frequent is [var first, ..] ? $", `{first.Value}`" : "";

    private static bool IsIdentifier(ColumnProfile figures) =>
        figures.Present >= FewestRows
        && figures.Distinct == figures.Present
        && (figures.Type == ColumnType.Text ? figures.Texts!.Mean <= LongestIdentifier : figures.Type == ColumnType.WholeNumber);

    private static DataWarning? Tail(ColumnProfile figures)
    {
        if (figures is not { Type: ColumnType.Number or ColumnType.WholeNumber, Numbers: { Skew: { } skew, Kurtosis: { } kurtosis } numbers }
            || numbers.Finite < FewestRows
            || figures.Distinct <= FewestNumbers
            || (Math.Abs(skew) <= LargestSkew && kurtosis <= LargestKurtosis))
        {
            return null;
        }

        return new DataWarning(DataWarningKind.HeavyTail, figures.Name, Invariant(
            $"`{figures.Name}` has a heavy tail: skew {skew:0.0}, excess kurtosis {kurtosis:0.0}, ")
            + Invariant($"99 % lie up to {numbers.Quantiles[^2].Value:G4}, the largest is {numbers.Maximum:G4}. ")
            + "Take a logarithm, a power or quantile transform, or clip what is wrong.");
    }
}
