using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Results;

public sealed class FrameBuilderTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("(-128)::tinyint", -128)]
    [InlineData("(-32768)::smallint", -32768)]
    [InlineData("16777217", 16777217)]
    [InlineData("9007199254740993::bigint", 9007199254740993L)]
    [InlineData("255::utinyint", (byte)255)]
    [InlineData("65535::usmallint", (ushort)65535)]
    [InlineData("4294967295::uinteger", 4294967295u)]
    [InlineData("18446744073709551615::ubigint", 18446744073709551615ul)]
    [InlineData("sum(7)", 7L)]
    [InlineData("1.5::float", 1.5f)]
    [InlineData("0.1::double", 0.1)]
    [InlineData("'twelve bytes'", "twelve bytes")]
    [InlineData("'thirteen byte'", "thirteen byte")]
    [InlineData("'Grüße, 世界 🦆'", "Grüße, 世界 🦆")]
    [InlineData("''", "")]
    [InlineData("'b'::enum('a', 'b')", "b")]
    [InlineData("'00000000-0000-0000-0000-00000000002a'::uuid", "00000000-0000-0000-0000-00000000002a")]
    [InlineData("time '12:34:56'", "12:34:56")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{'a': 1}", "{\"a\":1}")]
    public void Query_OneValue_HasItsType(string sql, object expected)
    {
        var frame = Query($"select {sql} as x");

        Assert.Equal(expected, Assert.Single(frame.Columns)[0]);
    }

    [Fact]
    public void Query_DatesAndDecimals_AreExact()
    {
        var frame = Query(
            "select date '2024-02-29' a, timestamp '2024-02-29 12:34:56.123456' b, '1969-12-31 23:59:59.9999999'::timestamp_ns c, "
            + "timestamptz '2024-02-29 12:00:00+02' d, 123.450::decimal(18,3) e, 170141183460469231731::hugeint f, date '0001-01-01' g");

        Assert.Equal(new DateOnly(2024, 2, 29), frame["a"][0]);
        Assert.Equal(new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(1234560), frame["b"][0]);
        Assert.Equal(DateTime.UnixEpoch.AddTicks(-1), frame["c"][0]);
        Assert.Equal((new DateTime(2024, 2, 29, 10, 0, 0), DateTimeKind.Utc), ((DateTime)frame["d"][0], ((DateTime)frame["d"][0]).Kind));
        Assert.Equal("123.450", ((decimal)frame["e"][0]).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(170141183460469231731m, frame["f"][0]);
        Assert.Equal(DateOnly.MinValue, frame["g"][0]);
    }

    [Theory]
    [InlineData("bigint", 5)]
    [InlineData("double", 5)]
    [InlineData("hugeint", 3)]
    [InlineData("varchar", 7)]
    [InlineData("decimal(9,2)", 2)]
    [InlineData("boolean", 4)]
    public void Query_MissingValuesOverManyVectors_AreNullWhereTheyWere(string type, int step)
    {
        // The filter leaves vectors of odd lengths, so that bits are put together across words.
        var frame = Query($"select i, case when i % {step} = 0 then null else (i % 2)::{type} end as x from range(100000) t(i) where i % 7 <> 3 order by i");

        var numbers = (Int64DataFrameColumn)frame["i"];
        Assert.Equal(Enumerable.Range(0, 100000).Count(i => i % 7 != 3), frame.Rows.Count);
        Assert.Equal(Enumerable.Range(0, 100000).Count(i => i % 7 != 3 && i % step == 0), frame["x"].NullCount);
        for (var row = 0; row < frame.Rows.Count; row++)
        {
            var value = frame["x"][row];
            Assert.Equal(numbers[row] % step == 0, value is null);
            Assert.True(value is null || value is string or bool || Convert.ToInt64(value) == numbers[row] % 2);
        }
    }

    [Fact]
    public void Query_NarrowWithOneLargeNumber_IsLongAndKeepsAll()
    {
        const string Sql = "select case when i = 4999 then 3000000000 when i % 3 = 0 then null else i end::bigint as x from range(5000) t(i)";

        var frame = Narrow(Sql);

        var column = Assert.IsType<Int64DataFrameColumn>(frame["x"]);
        Assert.Equal([null, 1, 2, null], Enumerable.Range(0, 4).Select(row => column[row]));
        Assert.Equal([4997L, null, 3000000000], Enumerable.Range(4997, 3).Select(row => column[row]));
    }

    [Fact]
    public void Query_NarrowWithSmallNumbers_IsInt() => Assert.IsType<Int32DataFrameColumn>(Narrow("select 2147483647::bigint x")["x"]);

    [Fact]
    public void Query_NoRows_KeepsColumns()
    {
        var frame = Query("select 1::bigint a, 'x' b, [1] c where false");

        Assert.Equal(0, frame.Rows.Count);
        Assert.Equal([typeof(long), typeof(string), typeof(string)], frame.Columns.Select(column => column.DataType));
    }

    [Fact]
    public void Query_EqualNames_AreNumbered() =>
        Assert.Equal(["x", "x_2", "x_1"], Query("select 1 as x, 2 as x, 3 as x_1").Columns.Select(column => column.Name));

    [Theory]
    [InlineData("date 'infinity'", "The column `x` holds a date 2147483647 days from 1970-01-01, which does not fit DateOnly (years 1 to 9999). ")]
    [InlineData("timestamp '-infinity'", "The column `x` holds a timestamp, which does not fit DateTime (years 1 to 9999). ")]
    [InlineData("170141183460469231731687303715884105727::hugeint", "The column `x` holds 170141183460469231731687303715884105727, which does not fit decimal (28 digits). ")]
    [InlineData("1234567890123456789012345678901234567.8::decimal(38,1)", "The column `x` holds 1234567890123456789012345678901234567.8, which does not fit decimal (28 digits). ")]
    public void Query_ValueThatNoFrameHolds_SaysSo(string sql, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Query($"select {sql} as x"));

        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Query_FailureAfterManyRows_IsAnError()
    {
        var error = Assert.Throws<EngineException>(() => Query("select (case when i = 900000 then 'no' else '1' end)::int x from range(1000000) t(i)"));

        Assert.Contains("Could not convert string 'no' to INT32", error.Message);
    }

    [Fact]
    public void Query_Canceled_Stops()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() =>
            FrameOf("select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)", narrow: false, source.Token));
    }

    [Fact]
    public void Query_CanceledAtAnyMoment_Stops()
    {
        for (var moment = 0; moment < 200; moment++)
        {
            using var source = new CancellationTokenSource();
            using var timer = new Timer(_ => source.Cancel(), null, TimeSpan.FromMilliseconds(moment % 3), Timeout.InfiniteTimeSpan);

            Assert.Throws<OperationCanceledException>(() =>
                FrameOf("select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)", narrow: false, source.Token));
        }
    }

    [Fact]
    public void Query_ColumnOfAFrame_MayBeChanged()
    {
        var frame = Query("select i::double x, 'a' y from range(5) t(i)");

        frame["x"][1] = 9.5;
        frame["x"][2] = null;
        frame.Append([7.5, "b"], inPlace: true);

        Assert.Equal([0.0, 9.5, null, 3.0, 4.0, 7.5], Enumerable.Range(0, 6).Select(row => frame["x"][row]));
        Assert.Equal(1, frame["x"].NullCount);
    }

    private static DataFrame Query(string sql) => FrameOf(sql, narrow: false, TestContext.Current.CancellationToken);

    private static DataFrame Narrow(string sql) => FrameOf(sql, narrow: true, TestContext.Current.CancellationToken);

    private static DataFrame FrameOf(string sql, bool narrow, CancellationToken cancellationToken)
    {
        using var connection = Engine.Open();
        return FrameBuilder.Query(connection, sql, narrow, cancellationToken);
    }
}
