using System.IO.Compression;
using System.Text;

namespace Atelier.Sql.Tests.Reading;

/// <summary>Files that are not what they should be.</summary>
public sealed class CsvBadInputTests
{
    [Fact]
    public void ReadCsv_NoFile_SaysWhereItLooked()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Tables.ReadCsv("no/such.csv"));

        Assert.Equal($"There is no file `{Path.GetFullPath("no/such.csv")}`.", error.Message);
        Assert.Equal(Path.GetFullPath("no/such.csv"), error.FileName);
    }

    [Fact]
    public void ReadCsv_PatternOfNothing_SaysSo()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<FileNotFoundException>(() => Tables.ReadCsv(folder["*.csv"]));

        Assert.Equal($"No file matches `{folder["*.csv"]}`.", error.Message);
    }

    [Fact]
    public void ReadCsv_Folder_ProposesAPattern()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<ArgumentException>(() => Tables.ReadCsv(folder.Path));

        Assert.StartsWith($"`{folder.Path}` is a folder; expected a file, or a pattern like `{folder["*.csv"]}`.", error.Message);
    }

    [Theory]
    [InlineData("", "is empty; expected a first line with the names of the columns.")]
    [InlineData("\n\r\n", "is empty; expected a first line with the names of the columns.")]
    [InlineData("a,b,a\n1,2,3\n", ", line 1, column 3: the name `a` is also that of column 1; expected different names. "
        + "Rename one in the file, or set CsvOptions.Header to false and leave the first row out.")]
    [InlineData("a,b\n1,x\n2,y,z\n", ", line 3, column 3: found 3 values in the line; expected 2, as in the first line.")]
    [InlineData("a,b\n1,x\n\n2\n", ", line 4, column 2: found 1 value in the line; expected 2, as in the first line.")]
    [InlineData("a,b\n\"1\n1\",x\n2\n", ", line 4, column 2: found 1 value in the line; expected 2, as in the first line.")]
    [InlineData("a,b\n1,\"x\n2,y\n", ", line 2, column 2: a quote is opened and never closed. Close it, or set CsvOptions.Quote to null where quotes mean nothing.")]
    [InlineData("a,b\n1,\"x\"y\n2,y\n", ", line 2, column 2: found `y` after a closing quote; expected a separator. A quote within quotes is written twice.")]
    [InlineData("a,\"b\n1,2\n", ", line 1, column 2: a quote is opened and never closed. Close it, or set CsvOptions.Quote to null where quotes mean nothing.")]
    [InlineData("a,b\n1,\0\n", ", line 2: found a zero byte; expected text. Is it another kind of file, or UTF-16 without a byte order mark? "
        + "Then set CsvOptions.Encoding to Encoding.Unicode.")]
    public void ReadCsv_BrokenText_GivesItsPlace(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", text);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(path));

        Assert.Equal($"`{path}`{(expected[0] == ',' ? "" : " ")}{expected}", error.Message);
    }

    [Fact]
    public void ReadCsv_HeaderOnly_HasColumnsWithoutRows()
    {
        using var folder = new TemporaryFolder();

        var frame = Tables.ReadCsv(folder.Write("a.csv", "a,,c"), new CsvOptions { Types = new Dictionary<string, ColumnType> { ["c"] = ColumnType.Long } });

        Assert.Equal(["a", "column1", "c"], frame.Names());
        Assert.Equal([typeof(string), typeof(string), typeof(long)], frame.Types());
        Assert.Equal(0, frame.Rows.Count);
    }

    [Fact]
    public void ReadCsv_NothingButMissing_IsNull()
    {
        using var folder = new TemporaryFolder();

        var frame = Tables.ReadCsv(folder.Write("a.csv", "a,b\n,NA\n,\n"));

        Assert.Equal([typeof(string), typeof(string)], frame.Types());
        Assert.Equal([null, null, null, null], frame.Values("a").Concat(frame.Values("b")));
    }

    [Fact]
    public void ReadCsv_BinaryJunk_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var junk = new byte[random.Next(1, 5000)];
            random.NextBytes(junk);
            File.WriteAllBytes(folder["a.csv"], junk);

            var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv"]));

            Assert.StartsWith($"`{folder["a.csv"]}`", error.Message);
        }
    }

    [Fact]
    public void ReadCsv_WrongEncoding_SaysWhereAndHow()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.csv"], Encoding.Latin1.GetBytes("a,b\n1,x\n2,Köln\n"));

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv"]));

        Assert.Equal(
            $"`{folder["a.csv"]}`, line 3: found the byte F6, which is not UTF-8 there. Set CsvOptions.Encoding to the file's encoding, for instance Encoding.Latin1.",
            error.Message);
    }

    [Fact]
    public void ReadCsv_HalfUtf16_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.csv"], [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,x\n"), 0xD8]);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv"]));

        Assert.StartsWith($"`{folder["a.csv"]}` cannot be read to its end: it is not in the encoding utf-16 (", error.Message);
    }

    [Fact]
    public void ReadCsv_TruncatedGzip_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        using (var zip = new GZipStream(File.Create(folder["a.csv.gz"]), CompressionLevel.Fastest))
        {
            var random = new Random(2);
            zip.Write(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(_ => $"{random.Next()}\n"))));
        }

        var whole = File.ReadAllBytes(folder["a.csv.gz"]);
        File.WriteAllBytes(folder["a.csv.gz"], whole[..(whole.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv.gz"]));

        Assert.StartsWith($"`{folder["a.csv.gz"]}` cannot be read to its end: its gzip data is damaged or cut off", error.Message);
    }

    [Fact]
    public void ReadCsv_TruncatedZstandard_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        using (var connection = Engine.Open())
        {
            Engine.Execute(connection, $"copy (select hash(i) h from range(200000) t(i)) to {Engine.Literal(folder["a.csv.zst"])} (format csv, compression zstd)");
        }

        var whole = File.ReadAllBytes(folder["a.csv.zst"]);
        File.WriteAllBytes(folder["a.csv.zst"], whole[..(whole.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv.zst"]));

        Assert.StartsWith($"`{folder["a.csv.zst"]}` cannot be read to its end: its Zstandard data is damaged or cut off", error.Message);
    }

    [Fact]
    public void ReadCsv_TenThousandColumns_AreRead()
    {
        using var folder = new TemporaryFolder();
        var line = string.Join(",", Enumerable.Range(0, 10_000));
        var path = folder.Write("a.csv", string.Join(",", Enumerable.Range(0, 10_000).Select(i => $"c{i}")) + "\n" + line + "\n" + line + "\n");

        var frame = Tables.ReadCsv(path);

        Assert.Equal(10_000, frame.Columns.Count);
        Assert.Equal([9999, 9999], frame.Values("c9999"));
    }

    [Fact]
    public void ReadCsv_FieldOfAHundredMegabytes_IsRead()
    {
        using var folder = new TemporaryFolder();
        const int Length = 100_000_000;
        using (var writer = new StreamWriter(folder["a.csv"]))
        {
            writer.Write("a,b\n1,\"");
            for (var i = 0; i < Length / 1000; i++)
            {
                writer.Write(new string('x', 1000));
            }

            writer.Write("\"\n2,y\n");
        }

        var frame = Tables.ReadCsv(folder["a.csv"]);

        Assert.Equal([1, 2], frame.Values("a"));
        Assert.Equal(Length, ((string)frame["b"][0]).Length);
    }

    [Fact]
    public void ReadCsv_EndlessLine_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder["a.csv"]))
        {
            var part = new byte[1 << 20];
            Array.Fill(part, (byte)'x');
            for (var i = 0; i < 300; i++)
            {
                file.Write(part);
            }
        }

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["a.csv"]));

        Assert.StartsWith($"`{folder["a.csv"]}`, line 1: the line is longer than 256 MB.", error.Message);
    }

    [Fact]
    public void ReadCsv_FilesOfOtherColumns_AreRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.csv", "a,b\n1,2\n");
        folder.Write("2.csv", "a,c\n1,2\n");

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(folder["*.csv"]));

        Assert.Equal(
            $"`{folder["2.csv"]}`, line 1: the columns are not those of `{folder["1.csv"]}`: `b` is missing. Read files of different columns one by one.",
            error.Message);
    }

    [Fact]
    public void ReadCsv_ErrorOnTheEarlierLine_IsTold()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b\n1,x\nx,1\ny\n");
        var options = new CsvOptions { Types = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Int, ["b"] = ColumnType.Int } };

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(path, options));

        Assert.StartsWith($"`{path}`, line 2, column 2: found `x` in `b`;", error.Message);
    }

    [Fact]
    public void ReadCsv_Rejects_CollectWhatIsNoRow()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "id,n\n1,5\n2\nx,6\n4,7,8\n5,y\n6,\"z\"z\n7,8\n");
        var options = new CsvOptions { Types = new Dictionary<string, ColumnType> { ["id"] = ColumnType.Long } };

        var frame = Tables.ReadCsv(path, options, out var rejects);

        Assert.Equal([1L, 5L, 7L], frame.Values("id"));
        Assert.Equal(["5", "y", "8"], frame.Values("n"));
        Assert.Equal([3L, 4L, 5L, 7L], rejects.Values("line"));
        Assert.Equal([2, 1, 3, 2], rejects.Values("column"));
        Assert.Equal(["2", "x,6", "4,7,8", "6,\"z\"z"], rejects.Values("text"));
        Assert.Equal("found `x` in `id`; expected a whole number of 64 bits.", rejects["message"][1]);
        Assert.Equal([path, path, path, path], rejects.Values("file"));
    }

    [Fact]
    public void ReadCsv_RejectsOfAGoodFile_AreNone()
    {
        using var folder = new TemporaryFolder();

        Tables.ReadCsv(folder.Write("a.csv", "a\n1\n"), null, out var rejects);

        Assert.Equal(0, rejects.Rows.Count);
        Assert.Equal([typeof(string), typeof(long), typeof(int), typeof(string), typeof(string)], rejects.Types());
    }

    [Theory]
    [InlineData(',', ',', '.', "`Separator` is `,`, which is also the quote or the decimal separator; expected different characters.")]
    [InlineData(',', '"', ',', "`Separator` is `,`, which is also the quote or the decimal separator; expected different characters.")]
    [InlineData('→', '"', '.', "`Separator` is U+2192; expected an ASCII character that is not a line end.")]
    public void ReadCsv_OptionsThatContradict_AreRefused(char separator, char quote, char point, string expected)
    {
        var options = new CsvOptions { Separator = separator, Quote = quote, DecimalSeparator = point };

        var error = Assert.Throws<ArgumentException>(() => Tables.ReadCsv("a.csv", options));

        Assert.StartsWith(expected, error.Message);
    }

    [Fact]
    public void ReadCsv_RandomText_IsReadOrRefusedInWords()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(11);
        const string Letters = "ab1.-,,;\"\"\n\n\r\t 2024-01-01ü";
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 200)).Select(_ => Letters[random.Next(Letters.Length)]));
            var path = folder.Write("a.csv", text);

            var error = Record.Exception(() => Tables.ReadCsv(path, new CsvOptions { Header = i % 2 == 0 }, out _));

            Assert.True(error is null or InvalidDataException, $"{error}");
        }
    }
}
