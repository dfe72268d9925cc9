using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>A table of the catalogue: its columns, one CSV file for each part, and what is learned from it.</summary>
/// <param name="Columns">The columns of every file.</param>
/// <param name="FileNames">The file of each part, in the order in which all of them make the whole.</param>
/// <param name="Label">The column with the classes; null for none.</param>
/// <param name="LeftOut">Columns of the table that a dataset leaves out of the features, because they tell the label.</param>
internal sealed record TableFiles(
    IReadOnlyList<CsvColumn> Columns, IReadOnlyList<(DatasetPart Part, string File)> FileNames, string? Label, IReadOnlyList<string> LeftOut)
{
    /// <summary>The table of a part; <see cref="DatasetPart.All"/> puts the parts one after the other.</summary>
    public DataFrame Read(DatasetFiles files, DatasetPart part) => Frames.Concatenate(
        [.. FilesOf(part).Select(file => ReadFile(files, file))]);

    /// <summary>The same as a dataset.</summary>
    public Dataset ToDataset(string name, DataFrame frame) => frame.ToDataset(
        Label,
        [.. Columns.Select(column => column.Name).Where(column => column != Label && !LeftOut.Contains(column))],
        name: name);

    /// <summary>The names of the files of a part.</summary>
    public IEnumerable<string> FilesOf(DatasetPart part) =>
        FileNames.Where(file => part == DatasetPart.All || file.Part == part).Select(file => file.File);

    private DataFrame ReadFile(DatasetFiles files, string file)
    {
        var (content, path) = files.Read(file);
        return StrictCsv.Read(content, path, Columns);
    }
}
