namespace Atelier.Monitoring;

/// <summary>Adds what turned out to be true to the folder of a <see cref="RequestLog"/>; from any process.</summary>
public static class LabelLog
{
    /// <summary>Adds labels to the files of the days on which they became known.</summary>
    /// <param name="folder">The folder of the log; it is made where needed.</param>
    /// <param name="labels">Of a row that has several, the latest counts.</param>
    /// <exception cref="ArgumentException">A label has no id or value, or a negative row; nothing has been written then.</exception>
    /// <exception cref="IOException">A file cannot be written, or another process adds labels this moment: try again.</exception>
    public static void Append(string folder, IEnumerable<RecordedLabel> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(labels);
        RecordedLabel[] all = [.. labels];
        if (all.FirstOrDefault(label => string.IsNullOrEmpty(label.Id) || string.IsNullOrEmpty(label.Value) || label.Row < 0) is { } bad)
        {
            throw new ArgumentException($"There is a label `{bad}`; expected an id, a value, and a row of 0 or above.", nameof(labels));
        }

        Directory.CreateDirectory(folder);
        foreach (var day in all.GroupBy(label => DayFiles.DayOf(label.Time)))
        {
            using var file = DayFiles.Append(DayFiles.PathOf(folder, DayFiles.Labels, day.Key), FileShare.None);
            file.Write([.. day.SelectMany(DayFiles.Line)]);
        }
    }
}
