using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Saves the history of a training in a file and reads it back.</summary>
/// <remarks>The files are those of <see cref="HistoryFile"/>, which writes them while the training goes.</remarks>
public static class TrainingHistory
{
    /// <summary>Writes the epochs as CSV: a header, then a line an epoch.</summary>
    /// <param name="history">The epochs, as in <see cref="TrainingResult.History"/>.</param>
    /// <param name="path">The file, whose name ends in <c>.csv</c>; one that is there is replaced once the new one is whole.</param>
    /// <exception cref="ArgumentException">The name ends in something else, or a figure's name holds a semicolon or a line break.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveCsv(this IReadOnlyList<EpochResult> history, string path) => Save(history, path, ".csv");

    /// <summary>Writes the epochs as JSON lines: an object an epoch.</summary>
    /// <param name="history">The epochs, as in <see cref="TrainingResult.History"/>.</param>
    /// <param name="path">The file, whose name ends in <c>.jsonl</c>; one that is there is replaced once the new one is whole.</param>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveJsonLines(this IReadOnlyList<EpochResult> history, string path) => Save(history, path, ".jsonl");

    /// <summary>Reads the epochs in a file, of CSV or JSON lines as its name says.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The epochs in order; lines of single steps are passed over.</returns>
    /// <remarks>
    /// Where a training was resumed, or a second one wrote into the same file, an epoch's number comes again: what the file told of that epoch
    /// and later ones counts no more.
    /// </remarks>
    /// <exception cref="ArgumentException">The name ends in neither <c>.csv</c> nor <c>.jsonl</c>.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not of a training's history; the message names it.</exception>
    public static IReadOnlyList<EpochResult> Load(string path)
    {
        var format = HistoryFormat.Of(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The history file `{path}` does not exist; check its name.", path);
        }

        var history = new List<EpochResult>();
        foreach (var epoch in format.Read(File.ReadLines(path), path))
        {
            while (history.Count > 0 && history[^1].Epoch >= epoch.Epoch)
            {
                history.RemoveAt(history.Count - 1);
            }

            history.Add(epoch);
        }

        return history;
    }

    private static void Save(IReadOnlyList<EpochResult> history, string path, string extension)
    {
        ArgumentNullException.ThrowIfNull(history);
        var format = HistoryFormat.Of(path);
        if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"`{path}` is to hold {extension[1..]}; expected a name that ends in {extension}.", nameof(path));
        }

        var columns = HistoryColumns.Of(history);
        var lines = history.Select(epoch => format.Line(columns, epoch));
        var text = string.Concat((format.Header(columns) is { } header ? lines.Prepend(header) : lines).Select(line => line + "\n"));

        // Written beside the file, so that the old one stays until the new one is whole.
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(part, text);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw HistoryWriter.CannotWrite(path, error);
        }
        finally
        {
            Remove(part);
        }
    }

    /// <summary>What failed is to be told, not that the rest of it cannot be removed either.</summary>
    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
