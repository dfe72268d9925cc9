using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Querying;

public sealed class RelationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Query_CsvFile_StaysUntilAsked()
    {
        var path = File("x.csv", "species,mass\na,1.5\na,\nb,4\n");

        using var all = Tables.Query($"select * from '{path}'");
        using var means = all.Query("select species, avg(mass) as mean, count(*) as n from relation group by species order by species");
        var frame = means.Rows();

        Assert.Equal([new("species", "VARCHAR"), new("mass", "DOUBLE")], all.Columns);
        Assert.Equal(3, all.CountRows());
        Assert.Equal(["a", 1.5, 2L], frame.Rows[0]);
        Assert.Equal(["b", 4.0, 1L], frame.Rows[1]);
    }

    [Fact]
    public void Query_OnQueries_NestsAndKeepsOrder()
    {
        using var numbers = Tables.Query("select i from range(10000) t(i) -- ten thousand");
        using var even = numbers.Query("with e as (from relation where i % 2 = 0) from e;");
        using var last = even.Query("select i as j from relation order by i desc limit 3");
        using var summary = last.Query("summarize relation");

        var frame = last.Rows();

        Assert.Equal([9998L, 9996L, 9994L], frame["j"].Cast<long>());
        Assert.Equal("j", summary.Rows()["column_name"][0]);
    }

    [Fact]
    public void Query_AfterItsSourceIsDisposed_GoesOn()
    {
        Relation last;
        using (var frame = TestFrames.Numbered(100).ToRelation())
        using (var kept = frame.Query("select id from relation where id < 10").Keep())
        {
            last = kept.Query("select sum(id)::bigint as total from relation");
        }

        using (last)
        {
            Assert.Equal(45L, last.Rows()["total"][0]);
        }

        Assert.Throws<ObjectDisposedException>(() => last.Rows());
        Assert.Throws<ObjectDisposedException>(() => last.Query("from relation"));
        Assert.Throws<ObjectDisposedException>(() => last.WriteCsv(Path.Combine(_folder, "x.csv")));
    }

    [Fact]
    public void Keep_ChangedFile_HoldsTheRowsThatWere()
    {
        var path = File("x.csv", "a\n1\n");
        using var live = Tables.Query($"from '{path}'");
        using var kept = live.Keep();

        File("x.csv", "a\n2\n");

        Assert.Equal(1L, kept.Rows()["a"][0]);
        Assert.Equal(2L, live.Rows()["a"][0]);
    }

    [Fact]
    public void ToRelation_ChangedFrame_HoldsTheRowsThatWere()
    {
        var frame = TestFrames.AllTypes();
        using var relation = frame.ToRelation();
        var before = frame.Clone();

        frame["int"][0] = 7;

        TestFrames.AssertSame(before, relation.Rows());
    }

    [Theory]
    [InlineData("select masss from relation", "Referenced column \"masss\" not found", "LINE 1: select masss from relation")]
    [InlineData("select\nmasss from relation", "\"mass\"", "LINE 2: masss from relation")]
    [InlineData("select * frm relation", "syntax error at or near \"relation\"", "LINE 1: select * frm relation")]
    [InlineData("drop table x", "a statement of kind DROP; expected a query", "select")]
    [InlineData("select 1; select 2", "The SQL has 2 statements", "expected one query")]
    public void Query_WhatCannotRun_SaysWhere(string sql, params string[] parts)
    {
        using var relation = Tables.Query("select 1.0 as mass");

        var error = Assert.Throws<ArgumentException>("sql", () => relation.Query(sql));

        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public void Query_RelationsOfOneStore_AreJoined()
    {
        using var store = new TableStore();
        using var orders = store.Add("orders", new DataFrame(new Int32DataFrameColumn("id", [1, 2, 1]), new DoubleDataFrameColumn("amount", [10.0, 20.0, 5.0])));
        store.Add("the customers", "select 1 as id, 'Ada' as name union all select 2, 'Bo'").Dispose();
        using var ada = store.Query("from \"the customers\" where name = 'Ada'");

        using var byName = store.Query("select name, sum(amount) as total from orders join \"the customers\" using (id) group by name order by name");
        using var byRelation = orders.Query("select sum(amount) as total from relation join ada using (id)", ("ada", ada));

        Assert.Equal(["orders", "the customers"], store.Names);
        Assert.Equal(["Bo", 20.0], byName.Rows().Rows[1]);
        Assert.Equal(15.0, byRelation.Rows()["total"][0]);
    }

    [Fact]
    public void Query_RelationOfAnotherStore_SaysSo()
    {
        using var one = Tables.Query("select 1 as a");
        using var two = Tables.Query("select 1 as a");

        var error = Assert.Throws<ArgumentException>(() => one.Query("from two", ("two", two)));

        Assert.StartsWith("`two` belongs to another store; a query can read the relations of one. Make both from one `TableStore`.", error.Message);
    }

    [Fact]
    public void Add_NameThatIsTaken_SaysSo()
    {
        using var store = new TableStore();
        store.Add("a", "select 1 as x").Dispose();

        var error = Assert.Throws<ArgumentException>(() => store.Add("A", "select 2 as x"));

        Assert.StartsWith("The store has a table `A` already; expected a name that is free. Names in use: a.", error.Message);
    }

    [Fact]
    public void Store_Disposed_EndsItsRelations()
    {
        var store = new TableStore();
        var relation = store.Add("a", "select 1 as x");

        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => relation.Rows());
        Assert.Throws<ObjectDisposedException>(() => store.Query("select 1"));
        relation.Dispose();
        store.Dispose();
    }

    [Fact]
    public void Query_LargerThanItsMemory_WorksAndLeavesNoFiles()
    {
        // 8 million rows of 8-byte numbers in an order that no compression helps: twice the limit and more, sorted on disk.
        var options = new TablesOptions { MemoryLimit = 64 << 20, Threads = 1, TempDirectory = _folder };

        long inUse;
        using (var rows = Tables.Query("select hash(i) as h, i from range(8000000) t(i)", options))
        using (var query = rows.Query("select * from relation order by h"))
        using (var sorted = query.Keep())
        {
            inUse = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            using var check = sorted.Query("select count(*) as n, sum(i)::bigint as total from relation");
            Assert.Equal([8_000_000L, 31_999_996_000_000L], check.Rows().Rows[0]);
        }

        Assert.True(inUse > 10 << 20, $"Only {inUse} bytes were on disk.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Query_CsvLargerThanItsMemory_IsGrouped()
    {
        var path = Path.Combine(_folder, "big.csv");
        using (var rows = Tables.Query("select i % 10 as g, i as x, hash(i)::varchar as noise from range(3500000) t(i)"))
        {
            rows.WriteCsv(path);
        }

        Assert.True(new FileInfo(path).Length > 96 << 20);
        using var grouped = Tables.Query($"select g, sum(x)::bigint as total from '{path}' group by g order by g", new TablesOptions { MemoryLimit = 96 << 20, Threads = 1 });
        var frame = grouped.Rows();

        Assert.Equal(10, frame.Rows.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(g => (350_000L * g) + (10L * 349_999 * 350_000 / 2)), frame["total"].Cast<long>());
    }

    [Fact]
    public void Query_MoreThanItsMemory_SaysWhatToDo()
    {
        using var relation = Tables.Query("select list(i) as l from range(50000000) t(i)", new TablesOptions { MemoryLimit = 48 << 20, TempDirectory = _folder });

        var error = Assert.Throws<InvalidOperationException>(() => relation.CountRows() + relation.Query("select len(l) as n from relation").Rows().Rows.Count);

        Assert.StartsWith("The query needs more memory than it may use: Out of Memory", error.Message);
        Assert.Contains("Raise `TablesOptions.MemoryLimit`", error.Message);
    }

    [Fact]
    public void Options_OutOfRange_SayWhatIsExpected()
    {
        var memory = Assert.Throws<ArgumentOutOfRangeException>(() => new TablesOptions { MemoryLimit = 1000 });
        var threads = Assert.Throws<ArgumentOutOfRangeException>(() => new TablesOptions { Threads = 0 });
        var folder = Assert.Throws<DirectoryNotFoundException>(() => new TableStore(new TablesOptions { TempDirectory = Path.Combine(_folder, "absent") }));

        Assert.StartsWith("`MemoryLimit` is 1000 bytes; expected at least 33554432 (32 MB), or null for 80 % of the machine's memory.", memory.Message);
        Assert.StartsWith("`Threads` is 0; expected at least 1, or null for one for each core.", threads.Message);
        Assert.Equal($"`TempDirectory` is `{Path.Combine(_folder, "absent")}`, which does not exist. Create it first, or choose another folder.", folder.Message);
    }

    [Fact]
    public void Write_ThenQuery_GivesTheSame()
    {
        var (parquet, csv) = (Path.Combine(_folder, "x.parquet"), Path.Combine(_folder, "x.csv"));
        var frame = TestFrames.AllTypes();
        using var relation = frame.ToRelation();

        relation.WriteParquet(parquet);
        relation.WriteCsv(csv);

        using var same = Tables.Query($"from '{parquet}'");
        TestFrames.AssertSame(frame, same.Rows());
        Assert.Throws<IOException>(() => relation.WriteCsv(csv));
        Assert.Equal([csv, parquet], Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void Write_QueryThatFails_LeavesNothing()
    {
        var path = Path.Combine(_folder, "x.csv");
        using var relation = Tables.Query("select (case when i = 900000 then 'no' else '1' end)::int x from range(1000000) t(i)");

        var error = Assert.Throws<InvalidDataException>(() => relation.WriteCsv(path));

        Assert.Contains("Could not convert string 'no' to INT32", error.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("x.parquet", "not parquet at all, just text")]
    [InlineData("x.csv.gz", "not gzip")]
    public void Query_FileOfAnotherKind_IsAnError(string name, string content)
    {
        var path = File(name, content);

        var error = Assert.ThrowsAny<Exception>(() => Tables.Query($"from '{path}'"));

        Assert.True(error is IOException or InvalidDataException, $"{error}");
        Assert.Contains(name.EndsWith("parquet", StringComparison.Ordinal) ? path : "gz", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
