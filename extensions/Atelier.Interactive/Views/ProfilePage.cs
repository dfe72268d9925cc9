using System.Globalization;
using Atelier.Data;

namespace Atelier.Interactive;

/// <summary>What is known of a table: size, warnings, a line for each column, and what goes together.</summary>
internal static class ProfilePage
{
    private const int MostColumns = 60;
    private const int MostWarnings = 30;
    private const int MostValues = 3;
    private const int MostPairs = 10;
    private const double LeastStrength = 0.3;
    private const int LongestValue = 24;

    public static Page Of(DataProfile profile)
    {
        var detail = $"{Show.Count(profile.Rows, "row")} of {Show.Count(profile.Columns.Count, "column")}"
            + (profile.Label is null ? "" : $", label {profile.Label}");
        var blocks = new List<Block> { new Heading($"Profile of {profile.Name}", detail), TilesOf(profile) };
        if (profile.Warnings.Count > 0)
        {
            blocks.Add(new Hints([.. profile.Warnings.Take(MostWarnings).Select(warning => warning.Message)]));
            AddMore(blocks, profile.Warnings.Count - MostWarnings, "more warnings are in Warnings");
        }

        if (profile.Columns.Count > 0)
        {
            blocks.Add(ColumnsOf(profile));
        }

        if (AssociationDrawing.Of(profile) is { } drawing)
        {
            blocks.Add(new Note(drawing.Caption));
            blocks.Add(new Drawings([drawing.Svg]));
            AddStrongest(blocks, profile);
        }

        return new Page($"Profile of {profile.Name}: {detail}, {Show.Count(profile.Warnings.Count, "warning")}", blocks);
    }

    public static string Date(DateTime value) =>
        value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A type in a word or two.</summary>
    public static string Name(ColumnType type) => type switch
    {
        ColumnType.WholeNumber => "whole number",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A value in one short line; an empty text shows as quotes.</summary>
    public static string Cut(string text)
    {
        text = text.Length == 0 ? "\"\"" : text.ReplaceLineEndings(" ");
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue - 3), "...");
    }

    private static Tiles TilesOf(DataProfile profile)
    {
        var cells = profile.Rows * profile.Columns.Count;
        var missing = profile.Columns.Sum(column => column.Missing);
        return new Tiles(
            ("rows", Show.Count(profile.Rows)),
            ("columns", Show.Count(profile.Columns.Count)),
            ("missing values", Show.Share(cells == 0 ? 0 : (double)missing / cells)),
            ("repeated rows", Show.Count(profile.DuplicateRows)),
            ("memory", Size(profile.Bytes)),
            ("warnings", Show.Count(profile.Warnings.Count)));
    }

    private static Table ColumnsOf(DataProfile profile) => new(
        [
            new Column("column", IsText: true), new Column("type", IsText: true), "missing", "distinct", new Column("values", IsText: true, IsDrawing: true),
            "mean", "std", "min", "median", "max", "skew", new Column("most frequent", IsText: true),
        ],
        [.. profile.Columns.Take(MostColumns).Select(Row)])
    {
        Caption = profile.Columns.Count > MostColumns ? $"The first {MostColumns} of {Show.Count(profile.Columns.Count)} columns" : "",
    };

    private static IReadOnlyList<Cell> Row(ColumnProfile column)
    {
        var numbers = column.Type is ColumnType.Number or ColumnType.WholeNumber ? column.Numbers : null;
        var share = column.Type == ColumnType.Truth ? column.Numbers : numbers;
        return
        [
            Cut(column.Name),
            Name(column.Type),
            column.Missing == 0 ? new Cell("0", Faint: true) : new Cell(Show.Share(Math.Round(column.MissingShare, 3)), Bar: column.MissingShare),
            Show.Count(column.Distinct),
            new Cell("", Svg: Sparkline.Of(column)),
            Figure(share?.Mean),
            Figure(numbers?.StandardDeviation),
            column.Dates is { } dates ? Date(dates.Earliest) : Figure(numbers?.Minimum),
            column.Dates is { } middle ? Date(middle.Median) : Figure(numbers?.Median),
            column.Dates is { } last ? Date(last.Latest) : Figure(numbers?.Maximum),
            Figure(numbers?.Skew),
            Frequent(column),
        ];
    }

    private static string Frequent(ColumnProfile column)
    {
        // Of measurements the most frequent value says little.
        var isShown = column.Type is not (ColumnType.Number or ColumnType.Date) && column.Frequent.Count > 0;
        return isShown
            ? string.Join(", ", column.Frequent.Take(MostValues).Select(value => $"{Cut(value.Value)} ({Show.Count(value.Count)})"))
                + (column.Distinct > MostValues ? ", ..." : "")
            : "";
    }

    private static void AddStrongest(List<Block> blocks, DataProfile profile)
    {
        var strongest = profile.Associations
            .Where(pair => pair.Measure != AssociationMeasure.Spearman && Math.Abs(pair.Value ?? 0) >= LeastStrength)
            .OrderByDescending(pair => Math.Abs(pair.Value!.Value))
            .DistinctBy(pair => (pair.First, pair.Second)).Take(MostPairs).ToArray();
        if (strongest.Length == 0)
        {
            return;
        }

        blocks.Add(new Table(
            [new Column("column", IsText: true), new Column("goes with", IsText: true), new Column("measure", IsText: true), "strength", "rows"],
            [.. strongest.Select(pair => (IReadOnlyList<Cell>)
            [
                Cut(pair.First),
                Cut(pair.Second),
                Name(pair.Measure),
                new Cell(Show.Figure(pair.Value!.Value), Bar: Math.Abs(pair.Value.Value)),
                Show.Count(pair.Rows),
            ])])
        {
            Caption = "The strongest pairs",
        });
    }

    private static string Name(AssociationMeasure measure) => measure switch
    {
        AssociationMeasure.CramersV => "Cramér's V",
        AssociationMeasure.CorrelationRatio => "correlation ratio",
        _ => measure.ToString(),
    };

    private static void AddMore(List<Block> blocks, int more, string what)
    {
        if (more > 0)
        {
            blocks.Add(new Note($"{Show.Count(more)} {what}"));
        }
    }

    private static Cell Figure(double? value) => value is { } known ? Show.Number(known) : "";

    private static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => $"{Show.Number(Math.Round(bytes / 1e3, 1))} KB",
        < 1_000_000_000 => $"{Show.Number(Math.Round(bytes / 1e6, 1))} MB",
        _ => $"{Show.Number(Math.Round(bytes / 1e9, 1))} GB",
    };
}
