using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Reading;

/// <summary>Which types columns get.</summary>
public sealed class CsvTypesTests
{
    public static TheoryData<string, object?[]> Inferred => new()
    {
        { "true,False,TRUE", [true, false, true] },
        { "1,-2,2147483647", [1, -2, 2147483647] },
        { "16777217,0,+5", [16777217, 0, 5] },
        { "1,2147483648", [1L, 2147483648L] },
        { "9223372036854775807,-9223372036854775808", [long.MaxValue, long.MinValue] },
        { "1,9223372036854775808", [1m, 9223372036854775808m] },
        { "1,9999999999999999999999999999", [1m, 9999999999999999999999999999m] },
        { "1,12345678901234567890123456789", ["1", "12345678901234567890123456789"] },
        { "1,2.5,-1e3", [1.0, 2.5, -1000.0] },
        { "0.1,1e-400,1e308", [0.1, 0.0, 1e308] },
        { "9007199254740993.0,0.30000000000000004,123456789012345678", [9007199254740992.0, 0.30000000000000004, 123456789012345680.0] },
        { "inf,-Infinity,1", [double.PositiveInfinity, double.NegativeInfinity, 1.0] },
        { "9223372036854775808,0.5", [9223372036854775808.0, 0.5] },
        { ".5,5.,-.5", [0.5, 5.0, -0.5] },
        { "1, 2 ,3", [1, 2, 3] },
        { "007,8", ["007", "8"] },
        { "8,007", ["8", "007"] },
        { "1.5,01.5", ["1.5", "01.5"] },
        { "0,-0,0.5", [0.0, 0.0, 0.5] },
        { "2024-02-29,0001-01-01,9999-12-31", [new DateOnly(2024, 2, 29), DateOnly.MinValue, DateOnly.MaxValue] },
        { "2024-02-29,2023-02-29", ["2024-02-29", "2023-02-29"] },
        { "2024-02-29,2024-02-29 12:34", [new DateTime(2024, 2, 29), new DateTime(2024, 2, 29, 12, 34, 0)] },
        { "2024-02-29T12:34:56.1234567", [new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(1234567)] },
        { "2024-02-29 12:00:00+02:00,2024-01-01T00:00:00Z", [new DateTime(2024, 2, 29, 10, 0, 0), new DateTime(2024, 1, 1)] },
        { "2024-02-29 12:00:00Z,2024-02-29 12:00:00", ["2024-02-29 12:00:00Z", "2024-02-29 12:00:00"] },
        { "24:00,x", ["24:00", "x"] },
        { "1,true", ["1", "true"] },
        { "true,1", ["true", "1"] },
        { "2024-02-29,5", ["2024-02-29", "5"] },
        { "1.2.3,1", ["1.2.3", "1"] },
        { "1e,1", ["1e", "1"] },
        { "1 2,1", ["1 2", "1"] },
        { "-,1", ["-", "1"] },
        { "x,,y", ["x", null, "y"] },
        { "1,,NA,2", [1, null, null, 2] },
        { ",2.5", [null, 2.5] },
        { ",,x", [null, null, "x"] },
        { "1,x,,2", ["1", "x", null, "2"] },
        { "true,,false", [true, null, false] },
        { "2024-02-29,null", [new DateOnly(2024, 2, 29), null] },
    };

    [Theory]
    [MemberData(nameof(Inferred))]
    public void ReadCsv_Values_GetTheNarrowestType(string values, object?[] expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "k,x\n" + string.Concat(values.Split(',').Select(value => $"k,{value}\n")));

        var frame = Tables.ReadCsv(path);

        Assert.Equal(expected, frame.Values("x"));
        Assert.Equal(expected.Count(value => value is null), frame["x"].NullCount);
    }

    [Theory]
    [InlineData(200_000, "3000000000", typeof(long))]
    [InlineData(200_000, "2.5", typeof(double))]
    [InlineData(200_000, "99999999999999999999", typeof(decimal))]
    [InlineData(200_000, "NA", typeof(int))]
    [InlineData(200_000, "x", typeof(string))]
    [InlineData(200_000, "007", typeof(string))]
    public void ReadCsv_LateValue_DecidesForAllRows(int rows, string last, Type type)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "i,x\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},{i % 1000}\n")) + $"{rows},{last}\n");

        var frame = Tables.ReadCsv(path);

        Assert.Equal([typeof(int), type], frame.Types());
        Assert.Equal(rows + 1, frame.Rows.Count);
        for (var i = 0; i < rows; i += 997)
        {
            Assert.Equal(i, frame["i"][i]);
            Assert.Equal($"{i % 1000}", Convert.ToString(frame["x"][i], System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(last == "NA" ? null : last, Convert.ToString(frame["x"][rows], System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null);
    }

    [Fact]
    public void ReadCsv_FirstValueAfterManyMissing_DecidesForTheColumn()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "i,x,y\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i},,\n")) + "1,2024-02-29,last\n");

        var frame = Tables.ReadCsv(path);

        Assert.Equal([typeof(int), typeof(DateOnly), typeof(string)], frame.Types());
        Assert.Equal(300_000, frame["x"].NullCount);
        Assert.Equal(300_000, frame["y"].NullCount);
        Assert.Equal((new DateOnly(2024, 2, 29), "last"), (frame["x"][300_000], frame["y"][300_000]));
    }

    [Fact]
    public void ReadCsv_DeclaredTypes_AreTaken()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "b,i,l,d,m,s,o,t\ntrue,007,1,1,1.50,007,2024-02-29,2024-02-29T12:00:00+02\n,,,,,,,\n");
        var options = new CsvOptions
        {
            Types = new Dictionary<string, ColumnType>
            {
                ["b"] = ColumnType.Bool,
                ["i"] = ColumnType.Int,
                ["l"] = ColumnType.Long,
                ["d"] = ColumnType.Double,
                ["m"] = ColumnType.Decimal,
                ["s"] = ColumnType.String,
                ["o"] = ColumnType.DateOnly,
                ["t"] = ColumnType.DateTime,
            },
        };

        var frame = Tables.ReadCsv(path, options);

        Assert.Equal(
            [true, 7, 1L, 1.0, 1.50m, "007", new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 10, 0, 0)],
            frame.Columns.Select(column => column[0]));
        Assert.All(frame.Columns, column => Assert.Null(column[1]));
    }

    [Theory]
    [InlineData(ColumnType.Bool, "yes", "true or false")]
    [InlineData(ColumnType.Int, "2147483648", "a whole number from -2147483648 to 2147483647")]
    [InlineData(ColumnType.Long, "1.0", "a whole number of 64 bits")]
    [InlineData(ColumnType.Double, "1,5", "a number")]
    [InlineData(ColumnType.Decimal, "0.12345678901234567890123456789012", "a decimal number of at most 28 digits")]
    [InlineData(ColumnType.DateOnly, "29.02.2024", "a date like 2024-02-29")]
    [InlineData(ColumnType.DateTime, "2024-02-29 25:00", "a time like 2024-02-29 12:34:56")]
    public void ReadCsv_ValueThatDoesNotFitItsDeclaredType_GivesItsPlace(ColumnType type, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", $"k,x\n1,\n2,\"{value}\"\n3,\"{value}\"\n");
        var options = new CsvOptions { Types = new Dictionary<string, ColumnType> { ["x"] = type } };

        var error = Assert.Throws<InvalidDataException>(() => Tables.ReadCsv(path, options));

        Assert.Equal($"`{path}`, line 3, column 2: found `{value}` in `x`; expected {expected}.", error.Message);
    }

    [Fact]
    public void ReadCsv_TypeOfNoColumn_SaysWhichThereAre()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "id,x\n1,2\n");

        var error = Assert.Throws<ArgumentException>(() =>
            Tables.ReadCsv(path, new CsvOptions { Types = new Dictionary<string, ColumnType> { ["ID"] = ColumnType.Long } }));

        Assert.StartsWith($"`Types` names the column `ID`; `{path}` has `id`, `x`.", error.Message);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void ReadCsv_AnyCulture_ReadsTheSame(string culture)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,i,d,m,b,t,big\n1.5,-1234,0.30000000000000004,1234.5,TRUE,2024-02-29 12:34:56,99999999999999999999\n");
        var options = new CsvOptions { Types = new Dictionary<string, ColumnType> { ["m"] = ColumnType.Decimal } };

        var frame = Frames.Under(culture, () => Tables.ReadCsv(path, options));

        Assert.Equal(
            [1.5, -1234, 0.30000000000000004, 1234.5m, true, new DateTime(2024, 2, 29, 12, 34, 56), 99999999999999999999m],
            frame.Columns.Select(column => column[0]));
    }

    [Fact]
    public void ReadCsv_RandomDoubles_AreReadAsWritten()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var values = Enumerable.Range(0, 20_000).Select(i => i % 3 == 0
            ? BitConverter.Int64BitsToDouble(random.NextInt64())
            : Math.Round(random.NextDouble() * Math.Pow(10, random.Next(0, 12)), random.Next(0, 8))).Where(double.IsFinite).ToArray();
        var path = folder.Write("a.csv", "x\n0.5\n" + string.Concat(values.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "\n")));

        var column = Assert.IsType<DoubleDataFrameColumn>(Tables.ReadCsv(path)["x"]);

        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(values[i]), BitConverter.DoubleToInt64Bits(column[i + 1]!.Value));
        }
    }
}
