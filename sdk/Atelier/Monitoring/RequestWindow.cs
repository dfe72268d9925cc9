using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Monitoring;

/// <summary>The logged requests of a stretch of time, and the labels that are known of them.</summary>
/// <param name="From">The start; requests of this moment belong to the window.</param>
/// <param name="Until">The end; requests of this moment do not belong to the window.</param>
/// <param name="Requests">The requests in the order of their times.</param>
/// <param name="Labels">The latest label of each request's id and row.</param>
/// <param name="Skipped">How many lines of the files read were torn or held something else.</param>
public sealed record RequestWindow(
    DateTimeOffset From,
    DateTimeOffset Until,
    IReadOnlyList<RecordedRequest> Requests,
    IReadOnlyDictionary<(string Id, int Row), string> Labels,
    int Skipped)
{
    /// <summary>Reads a window from the folder of a <see cref="RequestLog"/>, which may go on writing.</summary>
    /// <param name="folder">The folder; where it is absent, the window is empty.</param>
    /// <param name="from">The start.</param>
    /// <param name="until">The end, later than the start.</param>
    /// <param name="model">The name of a model; null takes all.</param>
    /// <exception cref="ArgumentException">The end is not after the start.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RequestWindow Read(string folder, DateTimeOffset from, DateTimeOffset until, string? model = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (until <= from)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"`until` is {until:O}; expected a time after `from`, {from:O}."), nameof(until));
        }

        var (first, last) = (DayFiles.DayOf(from), DayFiles.DayOf(until));
        var files = DayFiles.In(folder, DayFiles.Requests).Where(file => file.Day >= first && file.Day <= last);
        var (read, skipped) = All<RecordedRequest>(
            files, one => one.Time >= from && one.Time < until && (model is null || one.Model == model));
        RecordedRequest[] requests = [.. read.OrderBy(one => one.Time)];

        // Labels come after what they belong to, however long.
        var ids = requests.Select(request => request.Id).ToHashSet(StringComparer.Ordinal);
        var (labels, torn) = All<RecordedLabel>(
            DayFiles.In(folder, DayFiles.Labels).Where(file => file.Day >= first), label => ids.Contains(label.Id));
        var latest = labels.GroupBy(label => (label.Id, label.Row))
            .ToDictionary(group => group.Key, group => group.MaxBy(label => label.Time)!.Value);
        return new RequestWindow(from, until, requests, latest, skipped + torn);
    }

    /// <summary>The rows that were asked, as the model was given them: one input of rows, or a column for each input.</summary>
    /// <remarks>
    /// Requests without answers, or whose inputs were cut, are left out; so are inputs that were dropped or hashed. Empty text counts as
    /// missing.
    /// </remarks>
    /// <param name="name">What the data is called in reports.</param>
    /// <param name="featureNames">The names of the features of one input of rows; null numbers them.</param>
    /// <exception cref="InvalidOperationException">No request of the window has all its values.</exception>
    public Dataset ToDataset(string name = "window", IReadOnlyList<string>? featureNames = null)
    {
        var whole = Usable(request => request.Inputs).ToArray();
        if (whole.Length == 0 || Kept(whole[0].Inputs).Length == 0)
        {
            throw new InvalidOperationException(
                $"None of the {Requests.Count} requests of the window has inputs with all their values. Widen the window, "
                + "or keep more values (RedactionRules.MostValues).");
        }

        var inputs = Kept(whole[0].Inputs);
        whole = [.. whole.Where(request => Form(request).SequenceEqual(Form(whole[0])))];
        if (inputs is [{ Numbers: not null, Shape: [_, _, ..] } only] && (Width(only) > 1 || featureNames is not null))
        {
            float[] values = [.. whole.SelectMany(request => Kept(request.Inputs)[0].Numbers!).Select(number => (float)number)];
            return new Dataset(name, values, [.. only.Shape.Skip(1)], featureNames: featureNames);
        }

        return Dataset.FromColumns(
            name, inputs.Select((input, at) => Column(input, [.. whole.Select(request => Kept(request.Inputs)[at])])));
    }

    /// <summary>What the model answered: the first output of numbers of each answered request.</summary>
    /// <remarks>
    /// Rows and order are those of <see cref="ToDataset"/> where no input was cut. Outputs that were cut, dropped or hashed are left out.
    /// </remarks>
    /// <param name="classNames">The names of the classes; null where unknown.</param>
    /// <returns>The answers; null where none has all its values.</returns>
    public Predictions? ToPredictions(IReadOnlyList<string>? classNames = null)
    {
        var outputs = Usable(request => request.Outputs).Select(Scores).OfType<LoggedTensor>().ToArray();
        if (outputs.Length == 0)
        {
            return null;
        }

        var width = Width(outputs[0]);
        var numbers = outputs.Where(output => Width(output) == width).SelectMany(output => output.Numbers!);
        float[] scores = [.. numbers.Select(number => (float)number)];
        return new Predictions(scores, width, classNames is not null && classNames.Count == width ? classNames : null);
    }

    /// <summary>The scores of an answer, where all were kept; null otherwise.</summary>
    internal static LoggedTensor? Scores(RecordedRequest request) =>
        request.Outputs.FirstOrDefault(output => output is { Redaction: Redaction.None, Numbers.Count: > 0, Shape: [> 0, ..] });

    /// <summary>The number of values a row.</summary>
    internal static int Width(LoggedTensor tensor) => tensor.Shape.Skip(1).Aggregate(1, (product, length) => product * length);

    private static (List<T> Values, int Skipped) All<T>(IEnumerable<(string Path, DateOnly Day)> files, Func<T, bool> asked)
    {
        var (values, skipped) = (new List<T>(), 0);
        foreach (var (path, _) in files)
        {
            try
            {
                var (some, torn) = DayFiles.Read(path, asked);
                values.AddRange(some);
                skipped += torn;
            }
            catch (FileNotFoundException)
            {
                // The log has just made room.
            }
        }

        return (values, skipped);
    }

    /// <summary>Names and widths of the inputs: rows of other forms cannot lie in one table.</summary>
    private static IEnumerable<(string Name, int Width)> Form(RecordedRequest request) =>
        Kept(request.Inputs).Select(input => (input.Name, Width(input)));

    private static LoggedTensor[] Kept(IReadOnlyList<LoggedTensor> tensors) =>
        [.. tensors.Where(tensor => tensor.Redaction == Redaction.None)];

    private static FeatureColumn Column(LoggedTensor input, LoggedTensor[] parts) => input.Numbers is not null
        ? new FeatureColumn(input.Name, parts.SelectMany(part => part.Numbers!).ToArray())
        : new FeatureColumn(input.Name, parts.SelectMany(part => part.Texts!).Select(text => text.Length == 0 ? null : text).ToArray());

    private IEnumerable<RecordedRequest> Usable(Func<RecordedRequest, IReadOnlyList<LoggedTensor>> tensors) =>
        Requests.Where(request => request.Error is null && tensors(request).All(tensor => tensor.Redaction != Redaction.Cut));
}
