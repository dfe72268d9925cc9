using System.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Atelier.Sql.Tests.Reading;

public sealed class DatabaseTests
{
    [Fact]
    public async Task FromDatabaseAsync_Sqlite_GivesTypedColumnsAndNulls()
    {
        using var connection = await SqliteAsync(
            "create table t (i integer, r real, s text, n integer); insert into t values (9007199254740993, 0.5, 'ü', null), (null, null, null, null), (2, 1e300, '', null)");

        var frame = await Tables.FromDatabaseAsync(connection, "select * from t", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["i", "r", "s", "n"], frame.Names());
        Assert.Equal([typeof(long), typeof(double), typeof(string), typeof(long)], frame.Types());
        Assert.Equal([9007199254740993, null, 2L], frame.Values("i"));
        Assert.Equal([0.5, null, 1e300], frame.Values("r"));
        Assert.Equal(["ü", null, ""], frame.Values("s"));
        Assert.Equal(3, frame["n"].NullCount);
    }

    [Fact]
    public async Task FromDatabaseAsync_SqliteRowsOfSeveralTypes_AreWidened()
    {
        using var connection = await SqliteAsync("create table t (a, b, c); insert into t values (1, 1, null), (2.5, 'x', 3), (3, 2.5, 4)");

        var frame = await Tables.FromDatabaseAsync(connection, "select * from t", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([1.0, 2.5, 3.0], frame.Values("a"));
        Assert.Equal(["1", "x", "2.5"], frame.Values("b"));
        Assert.Equal([null, 3L, 4L], frame.Values("c"));
    }

    [Fact]
    public async Task FromDatabaseAsync_Parameters_AreBound()
    {
        using var connection = await SqliteAsync("create table t (s text); insert into t values ('it''s'), ('b')");

        var frame = await Tables.FromDatabaseAsync(
            connection,
            "select s, $none as x from t where s = $s",
            new Dictionary<string, object?> { ["$s"] = "it's", ["$none"] = null },
            TestContext.Current.CancellationToken);

        Assert.Equal(["it's"], frame.Values("s"));
        Assert.Equal([null], frame.Values("x"));
    }

    [Fact]
    public async Task FromDatabaseAsync_ClosedConnection_IsOpenedAndClosedAgain()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");

        var frame = await Tables.FromDatabaseAsync(connection, "select 1 as x where 1 = 0", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((0, ConnectionState.Closed), (frame.Rows.Count, connection.State));
        Assert.Equal(["x"], frame.Names());
    }

    [Fact]
    public async Task FromDatabaseAsync_OpenConnection_StaysOpenAfterAnError()
    {
        using var connection = await SqliteAsync("create table t (i)");

        await Assert.ThrowsAsync<SqliteException>(() =>
            Tables.FromDatabaseAsync(connection, "select nothing from nowhere", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task FromDatabaseAsync_EqualNames_AreNumbered()
    {
        using var connection = await SqliteAsync("create table t (i)");

        var frame = await Tables.FromDatabaseAsync(connection, "select 1 as a, 2 as a", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["a", "a_1"], frame.Names());
    }

    [Fact]
    public async Task FromDatabaseAsync_Bytes_AreRefusedByName()
    {
        using var connection = await SqliteAsync("create table t (i, b blob); insert into t values (1, null), (2, x'00ff')");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            Tables.FromDatabaseAsync(connection, "select * from t", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            "The column `b` (BLOB) holds System.Byte[] in row 1; expected numbers, text, dates or truth values. Leave it out, or cast it to text in SQL.",
            error.Message);
    }

    [Fact]
    public async Task FromDatabaseAsync_NoQuery_IsRefused()
    {
        using var connection = await SqliteAsync("create table t (i)");

        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            Tables.FromDatabaseAsync(connection, "insert into t values (1)", cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("The statement gives no rows; expected a query: `insert into t values (1)`.", error.Message);
    }

    [Fact]
    public async Task FromDatabaseAsync_Canceled_Stops()
    {
        using var connection = await SqliteAsync("create table t (i)");
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tables.FromDatabaseAsync(connection, "select 1", cancellationToken: source.Token));
    }

    [Fact]
    public async Task FromDatabaseAsync_PostgreSql_GivesTypedColumnsAndNulls()
    {
        await using var connection = PostgreSql();
        const string Columns = "true b, 1::smallint s, 2::int i, 9007199254740993 l, 0.5::real f, 0.1::float8 d, 123456789.987654321::numeric m, 'ü'::text t, "
            + "'c'::char(3) c, date '2024-02-29' o, timestamp '2024-02-29 12:34:56.123456' z, timestamptz '2024-02-29 12:00:00+02' u, "
            + "'00000000-0000-0000-0000-00000000002a'::uuid g, '{\"a\": 1}'::jsonb j, time '12:34:56' h";

        var frame = await Tables.FromDatabaseAsync(
            connection,
            $"select * from (select {Columns}) t union all select {string.Join(", ", Enumerable.Repeat("null", 15))}",
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                true, 1, 2, 9007199254740993, 0.5f, 0.1, 123456789.987654321m, "ü", "c  ", new DateOnly(2024, 2, 29),
                new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(1234560), new DateTime(2024, 2, 29, 10, 0, 0),
                "00000000-0000-0000-0000-00000000002a", "{\"a\": 1}", "12:34:56.0000000",
            ],
            frame.Columns.Select(column => column[0]));
        Assert.Equal(DateTimeKind.Utc, ((DateTime)frame["u"][0]).Kind);
        Assert.All(frame.Columns, column => Assert.Null(column[1]));
    }

    [Fact]
    public async Task FromDatabaseAsync_PostgreSqlManyRowsWithParameter_AreRead()
    {
        await using var connection = PostgreSql();

        var frame = await Tables.FromDatabaseAsync(
            connection,
            "select i, case when i % 3 = 0 then null else i * 0.5 end x from generate_series(1, @n) t(i) order by i",
            new Dictionary<string, object?> { ["n"] = 20_000 },
            TestContext.Current.CancellationToken);

        Assert.Equal([typeof(int), typeof(decimal)], frame.Types());
        Assert.Equal((20_000, 6666), (frame.Rows.Count, frame["x"].NullCount));
        Assert.Equal((20_000, 10_000m), (frame["i"][19_999], frame["x"][19_999]));
    }

    [Theory]
    [InlineData("array[1, 2]", "x` (integer[]) holds System.Int32[] in row 0;")]
    [InlineData("1e40::numeric", "x` (numeric) holds in row 0 what .NET has no type for (")]
    public async Task FromDatabaseAsync_PostgreSqlValueWithoutAPlace_IsRefusedByName(string sql, string expected)
    {
        await using var connection = PostgreSql();

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            Tables.FromDatabaseAsync(connection, $"select {sql} as x", cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith($"The column `{expected}", error.Message);
    }

    private static async Task<SqliteConnection> SqliteAsync(string sql)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>A connection, still closed.</summary>
    private static NpgsqlConnection PostgreSql() => new(PostgresServer.Settings);
}
