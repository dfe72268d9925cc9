using System.IO.Compression;
using System.Text;

namespace Atelier.Sql.Tests.Reading;

/// <summary>How files may be written.</summary>
public sealed class CsvFormatTests
{
    private const string Text = "name,n\n\"Müller, \"\"Jo\"\"\",1\n\"two\nlines\",2\n日本,3\n";

    private static readonly object?[] Names = ["Müller, \"Jo\"", "two\nlines", "日本"];

    [Theory]
    [InlineData(",", "a.csv")]
    [InlineData(";", "a.csv")]
    [InlineData("\t", "a.csv")]
    [InlineData("|", "a.txt")]
    [InlineData("\t", "a.tsv")]
    public void ReadCsv_UsualSeparators_AreFound(string separator, string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, $"\"a,;b\"{separator}b{separator}c\n1{separator}2{separator}3\n");

        var frame = Tables.ReadCsv(path);

        Assert.Equal(["a,;b", "b", "c"], frame.Names());
        Assert.Equal([1, 2, 3], frame.Columns.Select(column => column[0]));
    }

    [Fact]
    public void ReadCsv_TsvWithCommas_IsSeparatedByTabs()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.tsv", "a,b,c\n1,2,3\n");

        Assert.Equal(["a,b,c"], Tables.ReadCsv(path).Names());
    }

    [Fact]
    public void ReadCsv_DecimalComma_IsRead()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a;b;c\n1,5;-0,25;1.5\n2;1e3;x\n");

        var frame = Tables.ReadCsv(path, new CsvOptions { DecimalSeparator = ',' });

        Assert.Equal([1.5, 2.0], frame.Values("a"));
        Assert.Equal([-0.25, 1000.0], frame.Values("b"));
        Assert.Equal(["1.5", "x"], frame.Values("c"));
    }

    [Fact]
    public void ReadCsv_NoHeader_NumbersColumns()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "1,x\n2,y\n");

        var frame = Tables.ReadCsv(path, new CsvOptions { Header = false });

        Assert.Equal(["column0", "column1"], frame.Names());
        Assert.Equal([1, 2], frame.Values("column0"));
    }

    [Fact]
    public void ReadCsv_OtherQuote_IsTaken()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b\n'x,''y',\"z\"\n");

        var frame = Tables.ReadCsv(path, new CsvOptions { Quote = '\'' });

        Assert.Equal(["x,'y", "\"z\""], frame.Columns.Select(column => column[0]));
    }

    [Fact]
    public void ReadCsv_NoQuote_TakesQuotesAsText()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b\n\"x,y\"\n");

        var frame = Tables.ReadCsv(path, new CsvOptions { Quote = null });

        Assert.Equal(["\"x", "y\""], frame.Columns.Select(column => column[0]));
    }

    [Fact]
    public void ReadCsv_QuoteWithinPlainValue_IsText()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b\n5\" disk,x\"y\n");

        Assert.Equal(["5\" disk", "x\"y"], Tables.ReadCsv(path).Columns.Select(column => column[0]));
    }

    [Theory]
    [InlineData("a,b\r\n1,x\r\n2,y\r\n")]
    [InlineData("a,b\r1,x\r2,y\r")]
    [InlineData("a,b\n1,x\r\n2,y\r")]
    [InlineData("a,b\n\n1,x\n\n\n2,y")]
    [InlineData("\r\na,b\r\n1,x\r\n2,y")]
    public void ReadCsv_AnyLineEnds_GiveTheRows(string text)
    {
        using var folder = new TemporaryFolder();

        var frame = Tables.ReadCsv(folder.Write("a.csv", text));

        Assert.Equal([1, 2], frame.Values("a"));
        Assert.Equal(["x", "y"], frame.Values("b"));
    }

    [Fact]
    public void ReadCsv_OwnMissingMarkers_ReplaceTheUsualOnes()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b,c\n1,NA,-999\n?,,\"?\"\n");

        var frame = Tables.ReadCsv(path, new CsvOptions { Missing = ["?", "-999"] });

        Assert.Equal([1, null], frame.Values("a"));
        Assert.Equal(["NA", ""], frame.Values("b"));
        Assert.Equal([null, null], frame.Values("c"));
    }

    [Fact]
    public void ReadCsv_UsualMarkers_AreThoseOfPandas()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "k,x\n" + string.Concat(CsvOptions.DefaultMissing.Select(marker => $"k,{marker}\n")) + "k,None\nk,na\n");

        var frame = Tables.ReadCsv(path);

        Assert.Equal(18, frame["x"].NullCount);
        Assert.Equal(["None", "na"], frame.Values("x")[^2..]);
    }

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8 with mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 big-endian", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "UTF-32", [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Text)] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ReadCsv_MarkedEncodings_AreRead(string name, byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.csv"], bytes);

        var frame = Tables.ReadCsv(folder["a.csv"]);

        Assert.True(frame.Names() is ["name", "n"], name);
        Assert.Equal(Names, frame.Values("name"));
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("utf-16")]
    public void ReadCsv_UnmarkedEncodings_AreReadWhenNamed(string name)
    {
        using var folder = new TemporaryFolder();
        var encoding = Encoding.GetEncoding(name);
        File.WriteAllBytes(folder["a.csv"], encoding.GetBytes("städte,n\nKöln,1\n"));

        var frame = Tables.ReadCsv(folder["a.csv"], new CsvOptions { Encoding = encoding });

        Assert.Equal(["Köln"], frame.Values("städte"));
    }

    [Fact]
    public void ReadCsv_Gzip_IsRead()
    {
        using var folder = new TemporaryFolder();
        using (var zip = new GZipStream(File.Create(folder["a.csv.gz"]), CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(Text));
        }

        Assert.Equal(Names, Tables.ReadCsv(folder["a.csv.gz"]).Values("name"));
    }

    [Fact]
    public void ReadCsv_Zstandard_IsRead()
    {
        using var folder = new TemporaryFolder();
        Engine.Execute(
            Open(out var connection),
            $"copy (select i, 'Grüße ' || i as s from range(100000) t(i)) to {Engine.Literal(folder["a.csv.zst"])} (format csv, compression zstd)");
        connection.Dispose();

        var frame = Tables.ReadCsv(folder["a.csv.zst"]);

        Assert.Equal(100_000, frame.Rows.Count);
        Assert.Equal((99_999, "Grüße 99999"), (frame["i"][99_999], frame["s"][99_999]));
    }

    [Fact]
    public void ReadCsv_Pattern_ReadsFilesInOrderByName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("2024-02.csv", "b,a\n2.5,y\n");
        folder.Write("2024-01.csv", "a,b\nx,1\n");
        folder.Write("sub/2024-03.csv", "a,b\nz,3\n");

        var flat = Tables.ReadCsv(folder["2024-*.csv"]);
        var deep = Tables.ReadCsv(folder["**", "*.csv"]);

        Assert.Equal(["x", "y"], flat.Values("a"));
        Assert.Equal([1.0, 2.5], flat.Values("b"));
        Assert.Equal(["x", "y", "z"], deep.Values("a"));
    }

    [Theory]
    [InlineData("it's [a] \"file\" *.csv")]
    [InlineData("naïve 日本 ; drop table x; --.csv")]
    public void ReadCsv_FileOfAnyName_IsRead(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "a\n1\n");

        Assert.Equal([1], Tables.ReadCsv(folder[name]).Values("a"));
    }

    [Fact]
    public void ReadCsv_LinesAcrossBlocks_AreWhole()
    {
        // Lines of 1 to 5000 bytes, some with quotes, over many blocks of 1 MB.
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        var texts = Enumerable.Range(0, 3000).Select(i => new string((char)('a' + (i % 26)), random.Next(1, 5000)) + (i % 3 == 0 ? ",\"\n" : "")).ToArray();
        var path = folder.Write("a.csv", "i,t\n" + string.Concat(texts.Select((text, i) =>
            i % 3 == 0 ? $"{i},\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n" : $"{i},{text}\n")));

        var frame = Tables.ReadCsv(path);

        Assert.Equal(texts, frame.Values("t"));
        Assert.Equal(Enumerable.Range(0, 3000).Cast<object>(), frame.Values("i"));
    }

    private static DuckDB.NET.Data.DuckDBConnection Open(out DuckDB.NET.Data.DuckDBConnection connection) => connection = Engine.Open();
}
