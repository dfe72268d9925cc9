using System.Globalization;
using System.Text;
using Atelier.Data;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Monitoring;

/// <summary>How far a window of requests, and the answers to them, moved away from the data that a model was trained on.</summary>
/// <param name="Rows">The number of rows of the window.</param>
/// <param name="Features">Each feature that window and training data both have, in the order of the training data.</param>
/// <param name="Outputs">The model's answers, as <see cref="ReferenceProfile.OutputColumns"/> names them; empty where they are
/// unknown.</param>
/// <param name="NotCompared">Features of the training data that the window lacks, such as those kept out of the log.</param>
/// <param name="Options">When something counts as drifted.</param>
public sealed record DriftReport(
    int Rows,
    IReadOnlyList<FeatureDrift> Features,
    IReadOnlyList<FeatureDrift> Outputs,
    IReadOnlyList<string> NotCompared,
    DriftOptions Options)
{
    private const int MostShown = 20;

    /// <summary>The drifted features and answers.</summary>
    public IEnumerable<FeatureDrift> Drifted => Features.Concat(Outputs).Where(one => one.Verdict == DriftVerdict.Drifted);

    /// <summary>The share of features that have drifted, 0 to 1.</summary>
    public double DriftedShare => Features.Count == 0
        ? 0
        : (double)Features.Count(one => one.Verdict == DriftVerdict.Drifted) / Features.Count;

    /// <summary>True where answers have drifted, or more than <see cref="DriftOptions.DriftedShare"/> of the features.</summary>
    public bool HasDrifted => DriftedShare > Options.DriftedShare || Outputs.Any(one => one.Verdict == DriftVerdict.Drifted);

    /// <summary>The figures that rules of alerts can name; those without a value are left out.</summary>
    /// <returns>
    /// <c>drift.share</c> (drifted features, 0 to 1), and the largest over all features: <c>drift.psi</c>, <c>drift.jensen_shannon</c>,
    /// <c>drift.missing_rise</c>, <c>drift.out_of_range</c>, <c>drift.unseen</c>; <c>drift.output_psi</c> of the answers. A window with too
    /// few rows
    /// gives none.
    /// </returns>
    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = new Dictionary<string, double>();
        var judged = Features.Where(one => one.Verdict != DriftVerdict.TooFewRows).ToArray();
        if (judged.Length > 0)
        {
            figures["drift.share"] = DriftedShare;
            figures["drift.missing_rise"] = judged.Max(one => one.MissingRate - one.ReferenceMissingRate);
            figures["drift.out_of_range"] = judged.Max(one => one.OutOfRangeRate);
            figures["drift.unseen"] = judged.Max(one => one.UnseenRate);
        }

        Add("drift.psi", judged.Max(one => one.PopulationStability));
        Add("drift.jensen_shannon", judged.Max(one => one.JensenShannon));
        Add("drift.output_psi", Outputs.Where(one => one.Verdict != DriftVerdict.TooFewRows).Max(one => one.PopulationStability));
        return figures;

        void Add(string name, double? value)
        {
            if (value is not null)
            {
                figures[name] = value.Value;
            }
        }
    }

    /// <summary>Compares a window of requests with the training data.</summary>
    /// <param name="profile">How the training data was spread.</param>
    /// <param name="window">Raw rows as the model was given them; columns that the profile does not know are ignored.</param>
    /// <param name="predictions">What the model answered to them; null leaves the answers out.</param>
    /// <param name="options">When something counts as drifted; null takes the defaults.</param>
    /// <exception cref="ArgumentException">Window and profile have no feature in common, or one of numbers is one of texts.</exception>
    public static DriftReport Compare(
        ReferenceProfile profile, Dataset window, Predictions? predictions = null, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(window);
        options ??= new DriftOptions();
        var columns = window.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var known = profile.Features.Where(feature => columns.ContainsKey(feature.Name)).ToArray();
        if (known.Length == 0)
        {
            throw new ArgumentException(
                $"`{window.Name}` has none of the features of the training data; it has {Some(columns.Keys)}, expected "
                + $"{Some(profile.Features.Select(feature => feature.Name))}. Give raw rows, with the names of the training data.",
                nameof(window));
        }

        var outputs = (predictions is null ? [] : ReferenceProfile.OutputColumns(predictions)).ToDictionary(column => column.Name);
        var answers = profile.Outputs.Where(output => outputs.ContainsKey(output.Name)).ToArray();
        FeatureReference[] references = [.. known, .. answers];
        FeatureDrift[] measured =
        [
            .. known.Select(feature => FeatureComparison.Measure(feature, columns[feature.Name])),
            .. answers.Select(output => FeatureComparison.Measure(output, outputs[output.Name])),
        ];

        // One family of tests: with 100 features, 1 would seem drifted at p < 0.01 where nothing is.
        int[] tested = [.. Enumerable.Range(0, measured.Length).Where(i => measured[i].Test is not null)];
        var adjusted = DriftStatistics.AdjustPValues([.. tested.Select(i => measured[i].Test!.Value.PValue)]);
        var judged = measured.Select((drift, i) =>
        {
            var at = Array.IndexOf(tested, i);
            return FeatureComparison.Judge(drift, references[i], at < 0 ? null : adjusted[at], measured.Length, options);
        }).ToArray();
        return new DriftReport(
            window.Count,
            judged[..known.Length],
            judged[known.Length..],
            [.. profile.Features.Select(feature => feature.Name).Where(name => !columns.ContainsKey(name))],
            options);
    }

    /// <summary>The verdict, then a line for each drifted feature with its reasons, at most 20.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var drifted = Drifted.ToArray();
        text.Append(CultureInfo.InvariantCulture, $"{(HasDrifted ? "Drift" : "No drift")} in {Rows:N0} rows: {drifted.Length} of ");
        text.Append(CultureInfo.InvariantCulture, $"{Features.Count + Outputs.Count} features and outputs have drifted");
        var few = Features.Concat(Outputs).Count(one => one.Verdict == DriftVerdict.TooFewRows);
        text.Append(few > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {few} have too few rows to tell") : "");
        text.Append(NotCompared.Count > 0 ? $"; not compared: {Some(NotCompared)}" : "").Append('.');
        foreach (var one in drifted.Take(MostShown))
        {
            text.Append("\n  ").Append(one.Name).Append(": ").AppendJoin("; ", one.Reasons);
        }

        return drifted.Length > MostShown
            ? text.Append(CultureInfo.InvariantCulture, $"\n  and {drifted.Length - MostShown} more").ToString()
            : text.ToString();
    }

    private static string Some(IEnumerable<string> names) => string.Join(", ", names.Take(MostShown));
}
