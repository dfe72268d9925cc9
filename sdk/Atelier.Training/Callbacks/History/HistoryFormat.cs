using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>How the epochs of a training are written in a text file, one a line.</summary>
internal abstract class HistoryFormat
{
    /// <summary>The format that a file's name asks for.</summary>
    /// <exception cref="ArgumentException">The name ends in neither <c>.csv</c> nor <c>.jsonl</c>.</exception>
    public static HistoryFormat Of(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var extension = Path.GetExtension(path);
        return extension.ToUpperInvariant() switch
        {
            ".CSV" => new CsvHistory(),
            ".JSONL" => new JsonLinesHistory(),
            _ => throw new ArgumentException(
                $"`{path}` {(extension.Length > 0 ? $"ends in `{extension}`" : "has no ending")}; expected a name that ends in .csv or .jsonl.",
                nameof(path)),
        };
    }

    /// <summary>The line before all others; null for none.</summary>
    /// <exception cref="ArgumentException">A figure's name cannot be written in this format.</exception>
    public abstract string? Header(HistoryColumns columns);

    /// <summary>The line of an epoch.</summary>
    public abstract string Line(HistoryColumns columns, EpochResult epoch);

    /// <summary>The line of a step.</summary>
    public abstract string Line(HistoryColumns columns, int epoch, int step, double loss);

    /// <summary>What the lines of such columns hold, in words; the same words mean that they fit together.</summary>
    public abstract string Describe(HistoryColumns columns);

    /// <summary>What a file's lines hold, in the same words; null when nothing is there that could differ.</summary>
    public abstract string? Describe(IEnumerable<string> lines, string path);

    /// <summary>The epochs in a file's lines, in their order, without those of steps.</summary>
    /// <exception cref="InvalidDataException">A line is not of this format; the message names it.</exception>
    public abstract IEnumerable<EpochResult> Read(IEnumerable<string> lines, string path);

    protected static InvalidDataException BadLine(string path, int line, string problem) =>
        new($"Line {line} of the history file `{path}` {problem}. Mend or delete that line.");

    protected static EpochResult Epoch(
        int number,
        IEnumerable<(string Name, double Value)> training,
        IEnumerable<(string Name, double Value)> validation,
        double seconds,
        double? rate,
        IReadOnlyCollection<string> higherIsBetter)
    {
        MetricValue[] Figures(IEnumerable<(string Name, double Value)> figures) =>
            [.. figures.Select(figure => new MetricValue(figure.Name, figure.Value, higherIsBetter.Contains(figure.Name)))];
        var elapsed = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return new EpochResult(number, Figures(training), Figures(validation), elapsed) { LearningRate = rate };
    }
}
