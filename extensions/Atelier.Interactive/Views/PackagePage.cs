using System.Globalization;
using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Interactive;

/// <summary>What a model package holds, how good the model is and where it comes from.</summary>
internal static class PackagePage
{
    private const int HashDigits = 12;

    public static Page Of(ModelPackage package)
    {
        var signature = SignaturePage.Of(package.Signature).Line;
        return new Page($"Model package {package.Name}: {signature}",
        [
            new Heading("Model package", package.Name),
            .. Quality(package.Report),
            .. SignaturePage.BlocksOf(package.Signature),
            new Note("preprocessing", package.Preprocessing is { } steps ? $"{steps.GetType().Name}, {package.PreprocessingPlace}" : "none, the graph takes raw rows"),
            TableOf(package.Provenance),
        ]);
    }

    public static Page Of(Provenance provenance)
    {
        var detail = $"trained on {provenance.Data.Name}";
        return new Page($"Provenance: {detail}, {Moment(provenance)}", new Heading("Provenance", detail), TableOf(provenance));
    }

    private static IEnumerable<Block> Quality(EvaluationReport? report) =>
        report is null ? [new Note("not evaluated yet")] : [new Note("evaluated on", report.DatasetName), ReportPage.TilesOf(report)];

    private static Table TableOf(Provenance provenance)
    {
        var data = provenance.Data;
        List<IReadOnlyList<Cell>> rows =
        [
            ["trained", Moment(provenance)],
            ["took", Show.Duration(provenance.Duration)],
            ["data", $"{data.Name}, {Show.Count(data.Count, "row")} of {Show.Shape(data.FeatureShape)}"],
            ["data hash", data.Hash.Length > HashDigits ? data.Hash[..HashDigits] : data.Hash],
        ];
        if (provenance.Hardware.Length > 0)
        {
            rows.Add(["hardware", provenance.Hardware]);
        }

        rows.AddRange(provenance.Options.Select(option => (IReadOnlyList<Cell>)[option.Key, option.Value]));
        rows.AddRange(provenance.Figures.Select(figure => (IReadOnlyList<Cell>)[figure.Key, Figure(figure.Value)]));
        rows.AddRange(provenance.Versions.Select(version => (IReadOnlyList<Cell>)[version.Key, version.Value]));
        return new Table([new Column("origin", IsText: true), new Column("value", IsText: true)], rows);
    }

    /// <summary>Whole numbers from 2 upwards are counts, such as the number of an epoch.</summary>
    private static string Figure(double value) =>
        value >= 2 && Math.Floor(value) == value && value < long.MaxValue ? Show.Count((long)value) : Show.Figure(value);

    private static string Moment(Provenance provenance) =>
        provenance.CreatedAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
