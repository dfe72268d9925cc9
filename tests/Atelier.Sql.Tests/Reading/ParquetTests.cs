namespace Atelier.Sql.Tests.Reading;

public sealed class ParquetTests
{
    [Fact]
    public void ReadParquet_Types_AreThoseOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder["it's [1].parquet"], "select true b, 1::int i, 2::bigint l, 0.5 d, 1.25::decimal(9,2) m, 'ü' s, date '2024-02-29' o, "
            + "timestamp '2024-02-29 12:00' t, 1::utinyint u, [1, 2] n union all select null, null, null, null, null, null, null, null, null, null");

        var frame = Tables.ReadParquet(path);

        Assert.Equal(
            [true, 1, 2L, 0.5m, 1.25m, "ü", new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 12, 0, 0), (byte)1, "[1,2]"],
            frame.Columns.Select(column => column[0]));
        Assert.All(frame.Columns, column => Assert.Null(column[1]));
    }

    [Fact]
    public void ReadParquet_Pattern_ReadsFilesInOrder()
    {
        using var folder = new TemporaryFolder();
        Write(folder["2.parquet"], "select i from range(5000, 9000) t(i)");
        Write(folder["1.parquet"], "select i from range(5000) t(i)");

        var frame = Tables.ReadParquet(folder["*.parquet"]);

        Assert.Equal(Enumerable.Range(0, 9000).Select(i => (object)(long)i), frame.Values("i"));
    }

    [Fact]
    public void ReadParquet_Truncated_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder["a.parquet"], "select i from range(100000) t(i)");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..5000]);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadParquet(path));

        Assert.StartsWith($"`{path}`: expected a Parquet file, whole and undamaged; found otherwise: No magic bytes found at end of file", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n1,2\n")]
    public void ReadParquet_AnotherKindOfFile_IsAnErrorInWords(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.parquet", text);

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadParquet(path));

        Assert.StartsWith($"`{path}`: expected a Parquet file, whole and undamaged; found otherwise: ", error.Message);
    }

    [Fact]
    public void ReadParquet_OtherColumns_IsAnErrorInWords()
    {
        using var folder = new TemporaryFolder();
        Write(folder["1.parquet"], "select 1 a");
        Write(folder["2.parquet"], "select 1 b");

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadParquet(folder["*.parquet"]));

        Assert.Contains("expected a Parquet file", error.Message);
    }

    [Fact]
    public void ReadParquet_Folder_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.StartsWith($"`{folder.Path}` is a folder;", Assert.Throws<ArgumentException>(() => Tables.ReadParquet(folder.Path)).Message);
    }

    private static string Write(string path, string sql)
    {
        using var connection = Engine.Open();
        Engine.Execute(connection, $"copy ({sql}) to {Engine.Literal(path)} (format parquet)");
        return path;
    }
}
