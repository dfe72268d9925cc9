using System.Globalization;
using System.Text;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Comma-separated values: a header, then a line an epoch. Figures are columns such as <c>training_loss</c> and <c>validation_loss</c>.</summary>
internal sealed class CsvHistory : HistoryFormat
{
    private const string Training = "training_";
    private const string Validation = "validation_";
    private const string HigherIsBetter = "higher_is_better";

    public override string Header(HistoryColumns columns)
    {
        foreach (var name in columns.Training.Concat(columns.Validation))
        {
            if (name.AsSpan().IndexOfAny(";\r\n") >= 0)
            {
                throw new ArgumentException(
                    $"The figure `{name}` cannot be a column of a CSV file: its name holds a semicolon or a line break. Rename it, or write a .jsonl file.");
            }
        }

        return Join(
        [
            "epoch",
            .. columns.HasSteps ? new[] { "step", "batch_loss" } : [],
            "seconds",
            "learning_rate",
            .. columns.Training.Select(name => Training + name),
            .. columns.Validation.Select(name => Validation + name),
            HigherIsBetter,
        ]);
    }

    public override string Line(HistoryColumns columns, EpochResult epoch) => Join(
    [
        epoch.Epoch.ToString(CultureInfo.InvariantCulture),
        .. columns.HasSteps ? new[] { "", "" } : [],
        Show(epoch.Elapsed.TotalSeconds),
        Show(epoch.LearningRate),
        .. columns.Training.Select(name => Show(Find(epoch.Training, name))),
        .. columns.Validation.Select(name => Show(Find(epoch.Validation, name))),
        string.Join(';', HistoryColumns.HigherIsBetter(epoch)),
    ]);

    public override string Line(HistoryColumns columns, int epoch, int step, double loss)
    {
        var others = new string(',', 2 + columns.Training.Count + columns.Validation.Count + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{epoch},{step},{loss}{others}");
    }

    public override string Describe(HistoryColumns columns) => Header(columns);

    public override string? Describe(IEnumerable<string> lines, string path) => lines.FirstOrDefault();

    public override IEnumerable<EpochResult> Read(IEnumerable<string> lines, string path)
    {
        string[]? names = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            var values = Split(line) ?? throw BadLine(path, number, "ends within quotes");
            if (names is null)
            {
                names = Known(values) ? values : throw BadLine(
                    path,
                    number,
                    $"is `{line}`; expected the column names of a training's history, from `epoch` and `seconds` to `{HigherIsBetter}`");
                continue;
            }

            if (values.Length != names.Length)
            {
                throw BadLine(path, number, $"has {values.Length} values; expected {names.Length}, one for each column");
            }

            // Lines of steps have no time.
            if (values[Array.IndexOf(names, "seconds")].Length > 0)
            {
                yield return Epoch(names, values, path, number);
            }
        }
    }

    private static EpochResult Epoch(string[] names, string[] values, string path, int line)
    {
        var numbers = new Dictionary<string, double>();
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] != HigherIsBetter && values[i].Length > 0)
            {
                numbers[names[i]] = double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw BadLine(path, line, $"has `{values[i]}` as {names[i]}; expected a number");
            }
        }

        var higher = values[Array.IndexOf(names, HigherIsBetter)].Split(';', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in higher.Where(name => !names.Contains(Training + name) && !names.Contains(Validation + name)))
        {
            throw BadLine(path, line, $"has `{name}` as {HigherIsBetter}, which is no figure of this file");
        }

        if (!numbers.TryGetValue("epoch", out var epoch) || epoch < 1 || epoch != (int)epoch)
        {
            throw BadLine(path, line, $"has the epoch `{values[0]}`; expected a whole number from 1");
        }

        double? rate = numbers.TryGetValue("learning_rate", out var found) ? found : null;
        return Epoch((int)epoch, Figures(Training), Figures(Validation), numbers["seconds"], rate, higher);

        IEnumerable<(string, double)> Figures(string prefix) => names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && numbers.ContainsKey(name))
            .Select(name => (name[prefix.Length..], numbers[name]));
    }

    private static bool Known(string[] names) =>
        names[0] == "epoch" && names.Contains("seconds") && names.Contains(HigherIsBetter) && names.Distinct().Count() == names.Length;

    private static double? Find(IReadOnlyList<MetricValue> figures, string name) => figures.FirstOrDefault(figure => figure.Name == name)?.Value;

    private static string Show(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Join(IEnumerable<string> values) => string.Join(',', values.Select(value =>
        value.AsSpan().IndexOfAny(",\"") >= 0 ? $"\"{value.Replace("\"", "\"\"")}\"" : value));

    /// <summary>The values of a line; null when it ends within quotes.</summary>
    private static string[]? Split(string line)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                // A quote within quotes is written twice.
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    value.Append(line[i++]);
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (line[i] == ',' && !quoted)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(line[i]);
            }
        }

        values.Add(value.ToString());
        return quoted ? null : [.. values];
    }
}
