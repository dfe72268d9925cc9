using System.IO.Compression;
using System.Text;
using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class TextDatasetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Encodings() => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", false }, { "utf-16", true }, { "utf-16BE", false }, { "utf-16BE", true }, { "iso-8859-1", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void LineFile_EveryEncodingAndLineEnd_GivesTheSameLines(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        string[] lines = ["Schöne Grüße", "", "one, \"two\"\tthree", "\u00C0 la carte", "ÿ"];
        foreach (var (end, last) in new[] { ("\n", "\n"), ("\r\n", "\r\n"), ("\n", ""), ("\r\n", "") })
        {
            byte[] content = [.. mark ? encoding.Preamble : [], .. encoding.GetBytes(string.Join(end, lines) + last)];
            File.WriteAllBytes(_folder["text.txt"], content);

            var read = LineFile.Open(_folder["text.txt"], new TextFileOptions { Encoding = mark ? Encoding.UTF8 : encoding });

            Assert.Equal(lines, read);
            Assert.Equal(lines[3], read[3]);
        }
    }

    [Fact]
    public void LineFile_CharactersAndLineEndsAtBlockBorders_StayWhole()
    {
        // Lines of every length around the block of 1 MB, with a character of 4 bytes across its border at every shift.
        for (var shift = -4; shift <= 4; shift++)
        {
            var first = new string('x', (1 << 20) + shift - 2);
            File.WriteAllText(_folder["text.txt"], first + "\U0001F600\r\nsecond\r\n");

            var read = LineFile.Open(_folder["text.txt"]);

            Assert.Equal([first + "\U0001F600", "second"], read);
        }
    }

    [Fact]
    public void LineFile_OtherSeparatorsOfUnicode_DoNotEndALine()
    {
        var path = _folder.Write("text.txt", "a\u0085b\u2028c\u000Bd\re\nf");

        Assert.Equal(["a\u0085b\u2028c\u000Bd\re", "f"], LineFile.Open(path));
    }

    [Fact]
    public void LineFile_EmptyLines_CountUnlessSkipped()
    {
        var path = _folder.Write("text.txt", "\n\na\n\r\nb\n\n");

        Assert.Equal(["", "", "a", "", "b", ""], LineFile.Open(path));
        Assert.Equal(["a", "b"], LineFile.Open(path, new TextFileOptions { SkipEmptyLines = true }));
    }

    [Fact]
    public void LineFile_LineOf100Megabytes_IsRead()
    {
        var path = _folder["text.txt"];
        using (var file = File.Create(path))
        {
            var block = new byte[1_000_000];
            Array.Fill(block, (byte)'y');
            for (var i = 0; i < 100; i++)
            {
                file.Write(block);
            }

            file.Write("\nshort"u8);
        }

        var read = LineFile.Open(path);

        Assert.Equal("short", read[1]);
        Assert.Equal(100_000_000, read[0].Length);
    }

    [Fact]
    public void LineFile_Gzip_GivesTheSameLines()
    {
        using (var to = new GZipStream(File.Create(_folder["text.txt.gz"]), CompressionLevel.Fastest))
        {
            to.Write("one\ntwo\n"u8);
        }

        Assert.Equal(["one", "two"], LineFile.Open(_folder["text.txt.gz"]));
    }

    [Fact]
    public void LineFile_GzipOfSeveralMembers_IsReadWhole_AndCutAnywhereRefused()
    {
        var path = _folder["text.txt.gz"];
        var random = new Random(1);
        var lines = Enumerable.Range(0, 60).Select(_ => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        using var packed = new MemoryStream();
        foreach (var member in lines.Chunk(20))
        {
            using var to = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            to.Write(Encoding.UTF8.GetBytes(string.Concat(member.Select(line => line + "\n"))));
        }

        File.WriteAllBytes(path, packed.ToArray());
        Assert.Equal(lines, LineFile.Open(path));
        foreach (var length in Enumerable.Range(3, (int)packed.Length - 4))
        {
            File.WriteAllBytes(path, packed.ToArray()[..length]);

            var error = Record.Exception(() => LineFile.Open(path));

            // A cut between two members leaves a whole file.
            Assert.True(error is InvalidDataException || LineFile.Open(path).Count is 20 or 40, $"Cut at {length} of {packed.Length}.");
        }
    }

    [Fact]
    public void LineFile_SeveralThreads_ReadWhatTheyAskFor()
    {
        var path = _folder.Write("text.txt", string.Join('\n', Enumerable.Range(0, 500).Select(line => $"line {line}")));
        var read = LineFile.Open(path);

        Parallel.For(0, 2000, i => Assert.Equal($"line {i % 500}", read[i % 500]));
    }

    [Theory]
    [InlineData("", "holds no lines; expected one example a line")]
    [InlineData("\\xEF\\xBB\\xBF", "holds no lines; expected one example a line")]
    [InlineData("good\\nb\\xE4d\\n", "holds the byte E4 in line 2, which is not UTF-8. If the text is in another encoding")]
    [InlineData("good\\nbad\\xC3", "holds the byte C3 in line 2, which is not UTF-8")]
    [InlineData("a\\n\\x00\\x01\\x02", "holds a zero byte in line 2: it is no text, or in UTF-16 without a byte order mark")]
    [InlineData("\\xFF\\xFEa\\x00b", "ends within a character of UTF-16 (line 1)")]
    [InlineData("\\x1F\\x8Bjunk", "is damaged within its gzip data")]
    public void LineFile_BadFiles_SayWhatIsWrongAndWhere(string escaped, string expected)
    {
        File.WriteAllBytes(_folder["text.txt"], Encoding.Latin1.GetBytes(System.Text.RegularExpressions.Regex.Unescape(escaped)));

        var error = Assert.Throws<InvalidDataException>(() => LineFile.Open(_folder["text.txt"]));

        Assert.Contains($"`{_folder["text.txt"]}` {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LineFile_RandomBytes_NeverCrash()
    {
        var random = new Random(1);
        for (var run = 0; run < 300; run++)
        {
            var content = new byte[random.Next(1, 60)];
            random.NextBytes(content);
            File.WriteAllBytes(_folder["text.txt"], content);
            var path = _folder["text.txt"];

            var error = Record.Exception(() => Assert.All(LineFile.Open(path), Assert.NotNull));

            Assert.True(error is null or InvalidDataException, error?.ToString());
        }
    }

    [Fact]
    public void LineFile_MissingOrChangedFile_IsNamed()
    {
        var path = _folder.Write("text.txt", "one\ntwo\n");
        var read = LineFile.Open(path);
        File.AppendAllText(path, "three\n");

        var missing = Assert.Throws<FileNotFoundException>(() => LineFile.Open(_folder["none.txt"]));
        var changed = Assert.Throws<IOException>(() => read[0]);

        Assert.Contains("none.txt` does not exist", missing.Message, StringComparison.Ordinal);
        Assert.Contains($"`{path}` was changed since it was opened", changed.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => read[2]);
    }

    [Fact]
    public void TextFileOptions_OtherEncoding_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new TextFileOptions { Encoding = Encoding.UTF32 });

        Assert.Contains("The encoding is utf-32; expected UTF-8, UTF-16, Latin-1 or ASCII", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenLines_File_IsATextColumnThatPartsShare()
    {
        var path = _folder.Write("corpus.txt", "a\nb\nc\nd\n");

        var data = TextDatasets.OpenLines(path, new TextFileOptions { Column = "sentence" });

        Assert.Equal(("corpus", 4, false), (data.Name, data.Count, data.HasLabels));
        Assert.Equal(["d", "b"], data.Select([3, 1]).Column("sentence").Texts);
    }

    [Fact]
    public void OpenLinesByClass_Files_AreTheClasses()
    {
        _folder.Write("positive.txt", "good\nfine\n");
        _folder.Write("negative.txt", "bad\n");
        _folder.Write("README.md", "ignored");
        _folder.Write(".hidden.txt", "ignored");

        var data = TextDatasets.OpenLinesByClass(_folder.Path);

        Assert.Equal(["negative", "positive"], data.ClassNames);
        Assert.Equal([0, 1, 1], data.Labels.ToArray());
        Assert.Equal(["bad", "good", "fine"], data.Column("text").Texts);
    }

    [Fact]
    public void OpenLinesByClass_NoFilesOrTwoOfAClass_SaysSo()
    {
        var none = Assert.Throws<InvalidDataException>(() => TextDatasets.OpenLinesByClass(_folder.Path));
        _folder.Write("a.txt", "x");
        _folder.Write("a.txt.gz", "x");
        var twice = Assert.Throws<InvalidDataException>(() => TextDatasets.OpenLinesByClass(_folder.Path));

        Assert.Contains("holds no .txt files; expected one for each class", none.Message, StringComparison.Ordinal);
        Assert.Contains("holds 2 files for the class `a`", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenLinesByClass_RtPolarity_SplitsWithEveryClassInProportion()
    {
        var data = TextDatasets.OpenLinesByClass(Checkout.RealData("rt-polarity"));

        var (train, test) = data.Split(0.9, 0.1, seed: 7);

        Assert.Equal((10_662, 5_331), (data.Count, data.Labels.ToArray().Count(label => label == 1)));
        Assert.Equal(["negative", "positive"], data.ClassNames);
        Assert.Equal(533, test.Labels.ToArray().Count(label => label == 1), 1.0);
        Assert.Equal(10_662, train.Column("text").Texts.Concat(test.Column("text").Texts).Count(text => text!.Length > 0));
    }

    [Fact]
    public void OpenFolder_SubFolders_AreTheClasses()
    {
        _folder.Write("sport/b.txt", "match\nball");
        _folder.Write("sport/old/a.txt", "game");
        _folder.Write("arts/c", "");
        _folder.Write("arts/.DS_Store", "\0");
        _folder.Write(".git/x", "ignored");
        _folder.Write("notes.txt", "ignored");

        var data = TextDatasets.OpenFolder(_folder.Path);

        Assert.Equal(["arts", "sport"], data.ClassNames);
        Assert.Equal([0, 1, 1], data.Labels.ToArray());
        Assert.Equal(["", "match\nball", "game"], data.Column("text").Texts);
    }

    [Fact]
    public void OpenFolder_BadFolders_SayWhatIsExpected()
    {
        var missing = Assert.Throws<DirectoryNotFoundException>(() => TextDatasets.OpenFolder(_folder["none"]));
        var flat = Assert.Throws<InvalidDataException>(() => TextDatasets.OpenFolder(_folder.Path));
        Directory.CreateDirectory(_folder["empty"]);
        var empty = Assert.Throws<InvalidDataException>(() => TextDatasets.OpenFolder(_folder.Path));

        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        Assert.Contains("has no sub-folders but 0 files; expected a sub-folder for each class", flat.Message, StringComparison.Ordinal);
        Assert.Contains($"The class folder `{_folder["empty"]}` holds no text files", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenFolder_FileDeletedChangedOrJunk_IsNamedWhenRead()
    {
        _folder.Write("a/1.txt", "one");
        _folder.Write("a/2.txt", "two");
        File.WriteAllBytes(_folder["a", "3.txt"], [0x61, 0xFF, 0x62]);
        var texts = TextDatasets.OpenFolder(_folder.Path).Column("text").Texts;
        File.Delete(_folder["a", "1.txt"]);
        _folder.Write("a/2.txt", "changed");

        var deleted = Assert.Throws<FileNotFoundException>(() => texts[0]);
        var changed = Assert.Throws<IOException>(() => texts[1]);
        var junk = Assert.Throws<InvalidDataException>(() => texts[2]);

        Assert.Contains($"`{_folder["a", "1.txt"]}` was deleted since its folder was opened", deleted.Message, StringComparison.Ordinal);
        Assert.Contains($"`{_folder["a", "2.txt"]}` was changed since its folder was opened", changed.Message, StringComparison.Ordinal);
        Assert.Contains($"`{_folder["a", "3.txt"]}` holds the byte FF in byte 1, which is not UTF-8", junk.Message, StringComparison.Ordinal);
    }
}
