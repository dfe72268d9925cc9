using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Querying;

public sealed class FrameQueriesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Query_AllTypes_KeepsTypesAndNulls()
    {
        var frame = TestFrames.AllTypes();

        var same = frame.Query("select * from frame");

        TestFrames.AssertSame(frame, same);
    }

    [Fact]
    public void Query_SmallNumbers_BecomeInt()
    {
        var frame = new DataFrame(
            new PrimitiveDataFrameColumn<sbyte>("a", [(sbyte)-128, null]),
            new PrimitiveDataFrameColumn<short>("b", [(short)-32768, null]),
            new PrimitiveDataFrameColumn<Guid>("c", [Guid.Empty, null]),
            new PrimitiveDataFrameColumn<char>("d", ['x', null]));

        var same = frame.Query("select * from frame");

        Assert.Equal([-128, -32768, "00000000-0000-0000-0000-000000000000", "x"], same.Rows[0]);
        Assert.Equal([null, null, null, null], same.Rows[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(300_001)]
    public void Query_ManyRows_KeepsOrderAndMissing(int rows)
    {
        var frame = TestFrames.Numbered(rows);

        var half = frame.Query("select id, number, text from frame where id % 2 = 0");

        Assert.Equal((rows + 1) / 2, half.Rows.Count);
        var (ids, numbers, texts) = ((Int32DataFrameColumn)half["id"], (DoubleDataFrameColumn)half["number"], (StringDataFrameColumn)half["text"]);
        for (var row = 0; row < half.Rows.Count; row++)
        {
            var id = row * 2;
            Assert.Equal(id, ids[row]);
            Assert.Equal(TestFrames.NumberOf(id), numbers[row]);
            Assert.Equal(TestFrames.TextOf(id), texts[row]);
        }
    }

    [Fact]
    public void Query_FrameOfUnalignedAppends_ReadsEveryBit()
    {
        var column = new Int64DataFrameColumn("x", 0);
        for (var i = 0; i < 5000; i++)
        {
            column.Append(i % 3 == 0 ? null : i);
        }

        var sums = new DataFrame(column).Query("select count(x) as there, sum(x)::bigint as total from frame");

        Assert.Equal([3333L, Enumerable.Range(0, 5000).Where(i => i % 3 != 0).Sum(i => (long)i)], sums.Rows[0]);
    }

    [Fact]
    public void Query_MeanOfAGroupWithMissing_LeavesMissingOut()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("species", ["a", "a", "b", "b"]), new DoubleDataFrameColumn("mass", [1.0, null, 4.0, 6.0]));

        var means = frame.Query("select species, avg(mass) as mean from frame group by species order by species;");

        Assert.Equal(["a", 1.0], means.Rows[0]);
        Assert.Equal(["b", 5.0], means.Rows[1]);
    }

    [Fact]
    public void Query_SeveralFrames_AreJoinedByName()
    {
        var orders = new DataFrame(new Int32DataFrameColumn("id", [1, 2, 1]), new DoubleDataFrameColumn("amount", [10.0, 20.0, 5.0]));
        var customers = new DataFrame(new Int32DataFrameColumn("id", [1, 2]), new StringDataFrameColumn("name", ["Ada", "Bo"]));

        var totals = orders.Query("select name, sum(amount) as total from frame join \"the customers\" using (id) group by name order by name -- done", ("the customers", customers));

        Assert.Equal(["Ada", 15.0], totals.Rows[0]);
        Assert.Equal(["Bo", 20.0], totals.Rows[1]);
    }

    [Fact]
    public void Query_DictionaryOfFrames_NamesThem()
    {
        var frames = new Dictionary<string, DataFrame> { ["a"] = TestFrames.Numbered(3), ["b"] = TestFrames.Numbered(2) };

        var counted = frames.Query("select count(*) as n from a cross join b", TestContext.Current.CancellationToken);

        Assert.Equal(6L, counted["n"][0]);
    }

    [Fact]
    public void Query_NoRows_KeepsTypes()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("x", 0), new StringDataFrameColumn("y", 0));

        var same = frame.Query("select * from frame");

        Assert.Equal(0, same.Rows.Count);
        Assert.Equal([typeof(int), typeof(string)], same.Columns.Select(column => column.DataType));
    }

    [Fact]
    public void Query_NamesWithQuotesAndCases_AreNames()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("a \"b\"; drop", [1]), new Int32DataFrameColumn("select", [2]));

        var same = frame.Query("select \"select\" + \"a \"\"b\"\"; drop\" as sum from frame");

        Assert.Equal(3, same["sum"][0]);
    }

    [Theory]
    [InlineData("select masss from frame", "Referenced column \"masss\" not found", "\"mass\"", "LINE 1: select masss from frame")]
    [InlineData("select mass\nfrm frame", "syntax error at or near \"frame\"", "LINE 2: frm frame", "^")]
    [InlineData("select * from framme", "Table with name framme does not exist", "Tables that can be named here: `frame`, `other`", "LINE 1:")]
    [InlineData("drop view frame", "a statement of kind DROP; expected a query", "select", "")]
    [InlineData("copy frame to 'x.csv'", "a statement of kind COPY; expected a query", "select", "")]
    [InlineData("select 1; select 2", "The SQL has 2 statements; expected one query", "", "")]
    [InlineData("-- nothing", "The SQL has 0 statements; expected one query", "", "")]
    [InlineData("select $1", "The SQL has 1 parameters", "Write the values themselves", "")]
    public void Query_WhatCannotRun_SaysWhy(string sql, params string[] parts)
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("mass", [1.0]));

        var error = Assert.Throws<ArgumentException>("sql", () => frame.Query(sql, ("other", frame)));

        Assert.All(parts, part => Assert.Contains(part, error.Message));
        Assert.Equal(1.0, frame.Query("from frame")["mass"][0]);
    }

    [Fact]
    public void Query_ValueThatDoesNotFit_IsAnErrorOfTheData()
    {
        var frame = new DataFrame(new StringDataFrameColumn("x", ["1", "one"]));

        var error = Assert.Throws<InvalidDataException>(() => frame.Query("select x::int as x from frame"));

        Assert.Contains("Could not convert string 'one' to INT32", error.Message);
    }

    [Fact]
    public void Query_FileThatIsNotThere_NamesIt()
    {
        var frame = TestFrames.Numbered(1);

        var error = Assert.Throws<FileNotFoundException>(() => frame.Query("select * from 'absent.csv'"));

        Assert.Contains("absent.csv", error.Message);
        Assert.Contains(Environment.CurrentDirectory, error.Message);
    }

    [Fact]
    public void Query_OverTheNetwork_IsRefused()
    {
        var error = Assert.ThrowsAny<Exception>(() => TestFrames.Numbered(1).Query("select * from 'http://localhost:1/x.csv'"));

        Assert.Contains("httpfs", error.Message);
    }

    [Fact]
    public void Query_TwoFramesOfOneName_SaysSo()
    {
        var frame = TestFrames.Numbered(1);

        var error = Assert.Throws<ArgumentException>(() => frame.Query("select 1", ("Frame", frame)));

        Assert.StartsWith("Two frames are named `Frame`", error.Message);
    }

    [Fact]
    public void Query_DecimalsOfTooManyDigits_NamesTheColumn()
    {
        var frame = new DataFrame(new DecimalDataFrameColumn("price", [79228162514264337593543950335m, 0.0000000000000000000000000001m]));

        var error = Assert.Throws<ArgumentException>(() => frame.Query("select price from frame"));

        Assert.StartsWith("The column `price` holds decimals with up to 29 digits before the point and up to 28 after it; SQL takes at most 38 together.", error.Message);
    }

    [Fact]
    public void Query_FrameWithoutColumns_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => new DataFrame().Query("select 1"));

        Assert.StartsWith("The frame has no columns", error.Message);
    }

    [Fact]
    public void Query_Cancelled_Stops()
    {
        var frames = new Dictionary<string, DataFrame> { ["a"] = TestFrames.Numbered(1_000_000) };
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.Throws<OperationCanceledException>(() => frames.Query("select sum(x.id * y.id) from a x cross join a y", source.Token));
    }

    [Fact]
    public void Query_FromManyThreads_GivesEachItsOwn()
    {
        var counts = new long[16];

        Parallel.For(0, counts.Length, i => counts[i] = (long)TestFrames.Numbered(1000 + i).Query("select count(*) as n from frame")["n"][0]);

        Assert.Equal(Enumerable.Range(1000, 16).Select(n => (long)n), counts);
    }

    [Theory]
    [InlineData("x.parquet")]
    [InlineData("x.csv")]
    [InlineData("x.csv.gz")]
    [InlineData("x.tsv.zst")]
    public void Write_ThenRead_KeepsTypesAndNulls(string name)
    {
        var frame = TestFrames.AllTypes();
        var path = Path.Combine(_folder, name);
        if (name.EndsWith("parquet", StringComparison.Ordinal))
        {
            frame.WriteParquet(path);
        }
        else
        {
            // Text does not tell the width of a number, and reads an empty text as missing, as other readers do.
            frame = frame.Query("select bool, int, big, double, nullif(text, '') as text, day, time, instant from frame");
            frame.WriteCsv(path);
        }

        var same = name.EndsWith("parquet", StringComparison.Ordinal)
            ? frame.Query($"select * from {Engine.Literal(path)}")
            : Tables.ReadCsv(path, name.Contains(".tsv", StringComparison.Ordinal) ? new CsvOptions { Separator = '\t' } : null);

        TestFrames.AssertSame(frame, same);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void WriteCsv_EmptyAndMissingTexts_AreToldApart()
    {
        var path = Path.Combine(_folder, "x.csv");

        new DataFrame(new StringDataFrameColumn("a", ["", null, "b,c"]), new Int32DataFrameColumn("b", [1, 2, 3])).WriteCsv(path);

        Assert.Equal(["a,b", "\"\",1", ",2", "\"b,c\",3"], File.ReadAllLines(path));
    }

    [Fact]
    public void Write_FileThatExists_IsLeftUnlessOverwritten()
    {
        var path = Path.Combine(_folder, "x.csv");
        File.WriteAllText(path, "mine");

        var error = Assert.Throws<IOException>(() => TestFrames.Numbered(1).WriteCsv(path));

        Assert.Equal($"`{path}` exists already. Choose another name, or write with `overwrite: true`.", error.Message);
        Assert.Equal("mine", File.ReadAllText(path));
        TestFrames.Numbered(1).WriteCsv(path, overwrite: true);
        Assert.Equal(["id,number,text", "0,,"], File.ReadAllLines(path).Select(line => line[..Math.Min(14, line.Length)]));
    }

    [Fact]
    public void Write_IntoAFolderThatIsNotThere_SaysSo()
    {
        var path = Path.Combine(_folder, "absent", "x.parquet");

        var error = Assert.Throws<DirectoryNotFoundException>(() => TestFrames.Numbered(1).WriteParquet(path));

        Assert.Equal($"The folder of `{path}` does not exist. Create it first.", error.Message);
    }
}
