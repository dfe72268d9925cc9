using System.IO.Compression;
using System.Text;

namespace Atelier.Sql.Tests.Reading;

public sealed class JsonLinesTests
{
    [Fact]
    public void ReadJsonLines_Objects_GiveTypedColumns()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", """
            {"b": true, "i": 1, "l": 3000000000, "d": 1, "s": "x\n\"ü\"", "o": "2024-02-29", "t": "2024-02-29T12:34:56", "n": {"a": [1, 2]}, "e": null}
            {"b": null, "i": 16777217, "l": 1, "d": 0.1, "s": "", "o": null, "t": null, "n": null, "e": null, "late": 5}

            """);

        var frame = Tables.ReadJsonLines(path);

        Assert.Equal(["b", "i", "l", "d", "s", "o", "t", "n", "e", "late"], frame.Names());
        Assert.Equal(
            [true, 1, 3000000000L, 1.0, "x\n\"ü\"", new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 12, 34, 56), "{\"a\":[1,2]}", null, null],
            frame.Columns.Select(column => column[0]));
        Assert.Equal([null, 16777217, 1L, 0.1, "", null, null, null, null, 5], frame.Columns.Select(column => column[1]));
    }

    [Fact]
    public void ReadJsonLines_ValueOfAnotherTypeAtTheEnd_DecidesForAllLines()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{{\"x\": {i}}}\n")) + "{\"x\": 0.5}\n");

        var frame = Tables.ReadJsonLines(path);

        Assert.Equal([typeof(double)], frame.Types());
        Assert.Equal((49_999.0, 0.5), (frame["x"][49_999], frame["x"][50_000]));
    }

    [Fact]
    public void ReadJsonLines_CompressedAndPattern_AreRead()
    {
        using var folder = new TemporaryFolder();
        using (var zip = new GZipStream(File.Create(folder["1.jsonl.gz"]), CompressionMode.Compress))
        {
            zip.Write("{\"a\": 1}\n"u8);
        }

        folder.Write("2.jsonl", "{\"a\": 2, \"b\": \"x\"}\n");

        var frame = Tables.ReadJsonLines(folder["*.jsonl*"]);

        Assert.Equal([1, 2], frame.Values("a"));
        Assert.Equal([null, "x"], frame.Values("b"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void ReadJsonLines_MarkedEncodings_AreReadAndLeaveNothingBehind(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.jsonl"], "{\"a\": \"Köln\"}\n", name == "utf-8" ? new UTF8Encoding(true) : Encoding.GetEncoding(name));
        var before = Directory.GetFiles(Path.GetTempPath(), "atelier-*.jsonl");

        var frame = Tables.ReadJsonLines(folder["a.jsonl"]);

        Assert.Equal(["Köln"], frame.Values("a"));
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "atelier-*.jsonl"));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void ReadJsonLines_AnyCulture_ReadsTheSame(string culture)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", "{\"I\": 1.5, \"i\": -7}\n");

        var frame = Frames.Under(culture, () => Tables.ReadJsonLines(path));

        Assert.Equal([1.5, -7], frame.Columns.Select(column => column[0]));
    }

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": \n{\"a\": 3}\n", ", line 2, column 7: found `{\"a\": `, which is not JSON there; expected a JSON object in each line.")]
    [InlineData("{\"a\": 1}\n\nnot json\n", ", line 3, column 2: found `not json`, which is not JSON there; expected a JSON object in each line.")]
    [InlineData("{\"a\": 1}\n[1, 2]\n", ", line 2: found a JSON array; expected a JSON object in each line.")]
    [InlineData("\u0001\u0002 junk", ", line 1, column 1: found `\u0001\u0002 junk`, which is not JSON there; expected a JSON object in each line.")]
    public void ReadJsonLines_BrokenLine_GivesItsPlace(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", text);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadJsonLines(path));

        Assert.Equal($"`{path}`{expected}", error.Message);
    }

    [Fact]
    public void ReadJsonLines_EmptyFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", "");

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadJsonLines(path));

        Assert.Equal($"`{path}` is empty; expected a JSON object in each line.", error.Message);
    }

    [Fact]
    public void ReadJsonLines_NoFile_SaysWhereItLooked() =>
        Assert.Equal($"There is no file `{Path.GetFullPath("no.jsonl")}`.", Assert.Throws<FileNotFoundException>(() => Tables.ReadJsonLines("no.jsonl")).Message);

    [Fact]
    public void ReadJsonLines_LongText_IsRead()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", $"{{\"a\": \"{new string('x', 1_000_000)}\"}}\n{{\"a\": \"y\"}}\n");

        var frame = Tables.ReadJsonLines(path);

        Assert.Equal(1_000_000, ((string)frame["a"][0]).Length);
    }

    [Fact]
    public void ReadJsonLines_TextOfAHundredMegabytes_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", $"{{\"a\": \"y\"}}\n{{\"a\": \"{new string('x', 100_000_000)}\"}}\n");

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadJsonLines(path));

        Assert.Equal($"`{path}`, line 2: the line is longer than 16 MB; expected a JSON object in each line.", error.Message);
    }
}
