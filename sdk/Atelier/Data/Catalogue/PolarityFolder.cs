using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Movie review sentences, one a line, in a file for each polarity or in the published archive.</summary>
/// <remarks>The originals <c>rt-polarity.pos</c> and <c>.neg</c> are Latin-1; files named <c>.txt</c> are UTF-8.</remarks>
internal static class PolarityFolder
{
    public const string Archive = "rt-polaritydata.tar.gz";

    private static readonly string[] Negative = ["negative.txt", "rt-polarity.neg", "rt-polaritydata/rt-polarity.neg"];
    private static readonly string[] Positive = ["positive.txt", "rt-polarity.pos", "rt-polaritydata/rt-polarity.pos"];

    public static bool IsPresent(DatasetFiles files) => files.HasAny(Archive) || (files.HasAny(Negative) && files.HasAny(Positive));

    /// <summary>The columns <c>text</c> and <c>polarity</c>, the negative sentences first.</summary>
    public static DataFrame Read(DatasetFiles files)
    {
        var (negative, positive) = files.HasAny(Negative) || files.HasAny(Positive) || !files.HasAny(Archive)
            ? (Lines(files.Read(Negative)), Lines(files.Read(Positive)))
            : Unpack(files);
        return new DataFrame(
            new StringDataFrameColumn("text", negative.Concat(positive)),
            new StringDataFrameColumn("polarity", [.. negative.Select(_ => "negative"), .. positive.Select(_ => "positive")]));
    }

    private static (string[] Negative, string[] Positive) Unpack(DatasetFiles files)
    {
        var (stream, path) = files.Open(Archive);
        using (stream)
        {
            var found = TarGz.Read(stream, path, name => name.EndsWith(".neg", StringComparison.Ordinal) || name.EndsWith(".pos", StringComparison.Ordinal));
            return (Find(Negative[2]), Find(Positive[2]));

            string[] Find(string name) => found.TryGetValue(name, out var content)
                ? Lines((content, $"{path}/{name}"))
                : throw new InvalidDataException($"`{path}` holds no `{name}`; expected the archive of the sentence polarity dataset.");
        }
    }

    private static string[] Lines((byte[] Content, string Path) file) =>
        TextLines.Read(file.Content, file.Path, file.Path.EndsWith(".txt", StringComparison.Ordinal) ? Encoding.UTF8 : Encoding.Latin1);
}
