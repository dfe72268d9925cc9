using System.Text.Json;
using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>How the training data of a model, and its answers to them, were spread: what later requests are compared with.</summary>
/// <remarks>
/// A plain value: equal data gives equal JSON. A package carries it as <c>profile.json</c>
/// (<see cref="ModelPackage.With(ReferenceProfile)"/>).
/// </remarks>
/// <param name="Rows">The number of rows looked at.</param>
/// <param name="Features">Each feature, as the package takes it: raw, before its preprocessing.</param>
/// <param name="Outputs">What the model answered, as columns that <see cref="OutputColumns"/> names; empty where unknown.</param>
public sealed record ReferenceProfile(int Rows, IReadOnlyList<FeatureReference> Features, IReadOnlyList<FeatureReference> Outputs)
{
    private const int MostSampled = 200_000;
    private const int MostValues = 20_000_000;

    private static readonly JsonSerializerOptions Compact = new(PackageJson.Options) { WriteIndented = false };

    /// <summary>Describes the data that a model was trained on.</summary>
    /// <param name="data">Raw rows, as the packaged model takes them.</param>
    /// <param name="predictions">The model's answers, better to rows that it was not trained on; null where unknown.</param>
    /// <param name="options">How much to keep; null takes the defaults.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static ReferenceProfile Of(Dataset data, Predictions? predictions = null, ReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0 || predictions is { Count: 0 })
        {
            throw new ArgumentException(
                $"`{data.Name}` or its predictions have no rows; expected at least one to compare later ones with.", nameof(data));
        }

        options ??= new ReferenceOptions();
        var rows = Math.Clamp(MostValues / data.FeatureCount, 10, options.MostRows);
        if (data.Count > rows)
        {
            data = data.Select([.. Enumerable.Range(0, rows).Select(i => (int)((long)i * data.Count / rows))]);
        }

        var narrow = options with { SampleSize = Math.Clamp(MostSampled / data.FeatureCount, 10, options.SampleSize) };
        return new ReferenceProfile(
            data.Count,
            [.. data.Columns.Select(column => FeatureReference.Of(column, narrow))],
            predictions is null ? [] : [.. OutputColumns(predictions).Select(column => FeatureReference.Of(column, options))]);
    }

    /// <summary>A model's answers as columns that can be watched.</summary>
    /// <param name="predictions">The answers.</param>
    /// <returns>
    /// Of a classifier the name of the class with the highest score (<c>class</c>; its number where classes have no names) and that score
    /// (<c>confidence</c>); of a model with one score a row that score (<c>output</c>).
    /// </returns>
    public static IReadOnlyList<FeatureColumn> OutputColumns(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Width == 1)
        {
            return [new FeatureColumn("output", predictions.Scores.ToArray().Select(score => (double)score).ToArray())];
        }

        var labels = predictions.Labels();
        var known = predictions.ClassNames;
        string?[] names = [.. labels.Select(label => known.Count > 0 ? known[label] : FormattableString.Invariant($"{label}"))];
        return
        [
            new FeatureColumn("class", names),
            new FeatureColumn("confidence", labels.Select((label, row) => (double)predictions.Row(row)[label]).ToArray()),
        ];
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is no profile, or contradicts itself.</exception>
    public static ReferenceProfile FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var profile = JsonSerializer.Deserialize<ReferenceProfile>(json, Compact)
                ?? throw new InvalidDataException("The profile is null; expected an object.");
            profile.EnsureWhole();
            return profile;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The text is no profile of training data: {error.Message}", error);
        }
    }

    /// <summary>The profile as JSON, which <see cref="FromJson"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Compact);

    /// <summary>Rows and features in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Rows:N0} rows, {Features.Count:N0} features, ")
        + (Outputs.Count == 0 ? "outputs unknown" : $"outputs {string.Join(", ", Outputs.Select(one => one.Name))}");

    /// <summary>Requires parts that fit together, as those of a file may not.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void EnsureWhole()
    {
        foreach (var group in new[] { Features, Outputs })
        {
            if (group.Select(one => one.Name).Distinct().Count() != group.Count)
            {
                throw new ArgumentException("The profile describes a feature twice; expected each once.");
            }

            foreach (var one in group)
            {
                one.EnsureWhole();
            }
        }
    }
}
