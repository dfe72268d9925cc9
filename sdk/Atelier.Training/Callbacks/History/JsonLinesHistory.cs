using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>JSON lines: an object an epoch, with <c>training</c> and <c>validation</c> figures by name.</summary>
internal sealed class JsonLinesHistory : HistoryFormat
{
    // A loss that exploded is "NaN" or "Infinity": JSON has no such numbers.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public override string? Header(HistoryColumns columns) => null;

    public override string Line(HistoryColumns columns, EpochResult epoch) => JsonSerializer.Serialize(
        new Entry
        {
            Epoch = epoch.Epoch,
            Seconds = epoch.Elapsed.TotalSeconds,
            LearningRate = epoch.LearningRate,
            Training = epoch.Training.ToDictionary(figure => figure.Name, figure => figure.Value),
            Validation = epoch.Validation.Count > 0 ? epoch.Validation.ToDictionary(figure => figure.Name, figure => figure.Value) : null,
            HigherIsBetter = [.. HistoryColumns.HigherIsBetter(epoch)],
        },
        Options);

    public override string Line(HistoryColumns columns, int epoch, int step, double loss) =>
        JsonSerializer.Serialize(new Entry { Epoch = epoch, Step = step, BatchLoss = loss }, Options);

    public override string Describe(HistoryColumns columns) => Describe(columns.Training, columns.Validation);

    public override string? Describe(IEnumerable<string> lines, string path) => Read(lines, path).FirstOrDefault() is { } first
        ? Describe(first.Training.Select(figure => figure.Name), first.Validation.Select(figure => figure.Name))
        : null;

    public override IEnumerable<EpochResult> Read(IEnumerable<string> lines, string path)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length > 0 && Parse(line, path, number) is { Seconds: { } seconds } entry)
            {
                yield return Epoch(
                    entry.Epoch,
                    (entry.Training ?? []).Select(figure => (figure.Key, figure.Value)),
                    (entry.Validation ?? []).Select(figure => (figure.Key, figure.Value)),
                    seconds,
                    entry.LearningRate,
                    entry.HigherIsBetter ?? []);
            }
        }
    }

    private static Entry Parse(string line, string path, int number)
    {
        Entry? entry;
        try
        {
            entry = JsonSerializer.Deserialize<Entry>(line, Options);
        }
        catch (JsonException error)
        {
            throw BadLine(path, number, $"is no JSON object of an epoch ({error.Message.Split(" Path:")[0]})");
        }

        return entry is { Epoch: >= 1, Seconds: not null } or { Epoch: >= 1, Step: not null } ? entry : throw BadLine(
            path, number, "is no epoch of a training; expected an object with `epoch`, from 1, and `seconds`, or `step` for a step");
    }

    private static string Describe(IEnumerable<string> training, IEnumerable<string> validation) =>
        string.Join(", ", training.Select(name => $"training {name}").Concat(validation.Select(name => $"validation {name}")));

    private sealed class Entry
    {
        public int Epoch { get; init; }

        public int? Step { get; init; }

        public double? BatchLoss { get; init; }

        public double? Seconds { get; init; }

        public double? LearningRate { get; init; }

        public Dictionary<string, double>? Training { get; init; }

        public Dictionary<string, double>? Validation { get; init; }

        public string[]? HigherIsBetter { get; init; }
    }
}
