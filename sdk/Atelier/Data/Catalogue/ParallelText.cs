using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Sentences and their translations, line by line in two files, such as those of Multi30k.</summary>
internal static class ParallelText
{
    private static readonly (DatasetPart Part, string Name)[] Stems =
        [(DatasetPart.Train, "train"), (DatasetPart.Validation, "val"), (DatasetPart.Test, "test_2016_flickr")];

    /// <summary>The names of the files of a part.</summary>
    public static IEnumerable<string> FilesOf(DatasetPart part) =>
        Stems.Where(stem => part == DatasetPart.All || stem.Part == part).SelectMany(stem => new[] { $"{stem.Name}.en.gz", $"{stem.Name}.de.gz" });

    /// <summary>The columns <c>en</c> and <c>de</c>.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or the two have different numbers of lines.</exception>
    public static DataFrame Read(DatasetFiles files, DatasetPart part)
    {
        var (english, german) = (new List<string>(), new List<string>());
        foreach (var (_, stem) in Stems.Where(stem => part == DatasetPart.All || stem.Part == part))
        {
            var (first, firstPath) = Lines(files, $"{stem}.en");
            var (second, secondPath) = Lines(files, $"{stem}.de");
            if (first.Length != second.Length)
            {
                throw new InvalidDataException(
                    $"`{firstPath}` has {first.Length} lines and `{secondPath}` {second.Length}; expected a translation for each line. "
                    + "Take both files from the same source.");
            }

            english.AddRange(first);
            german.AddRange(second);
        }

        return new DataFrame(new StringDataFrameColumn("en", english), new StringDataFrameColumn("de", german));
    }

    private static (string[] Lines, string Path) Lines(DatasetFiles files, string name)
    {
        var (content, path) = files.Read(name + ".gz", name);
        return (TextLines.Read(content, path, Encoding.UTF8), path);
    }
}
