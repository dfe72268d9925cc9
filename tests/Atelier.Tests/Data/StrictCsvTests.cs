using System.Globalization;
using System.Text;
using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class StrictCsvTests
{
    private static readonly CsvColumn[] Columns =
        [new("name", CsvType.Text), new("count", CsvType.Whole), new("size", CsvType.Number), new("ok", CsvType.Truth), new("day", CsvType.Date)];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_EveryType_HasValuesAndNulls(string lineEnd)
    {
        var frame = Read(string.Join(lineEnd, "name,count,size,ok,day", "a,1,1.5,True,2025-01-31", ",,,,", "b,-2,1e-3,False,2025-01-31T08:05", ""));

        Assert.Equal(3, frame.Rows.Count);
        Assert.Equal([[1, 1.5, true, new DateTime(2025, 1, 31)], [null, null, null, null], [-2, 0.001, false, new DateTime(2025, 1, 31, 8, 5, 0)]],
            Enumerable.Range(0, 3).Select(row => frame.Rows[row].Skip(1).ToArray()));
        Assert.Equal(["a", null, "b"], (StringDataFrameColumn)frame["name"]);
    }

    [Fact]
    public void Read_QuotedFields_KeepCommasQuotesAndLineEnds()
    {
        var frame = Read("name,count,size,ok,day\n\"a, \"\"b\"\"\nc\",1,,,\n\"\",2,,,");

        Assert.Equal(["a, \"b\"\nc", ""], (StringDataFrameColumn)frame["name"]);
    }

    [Fact]
    public void Read_AnyCulture_IsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Assert.Equal(1.5, Read("name,count,size,ok,day\na,1,1.5,,")["size"][0]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Read_ByteOrderMark_IsSkipped() => Assert.Equal(1, Read("\uFEFFname,count,size,ok,day\na,1,,,").Rows.Count);

    [Theory]
    [InlineData("", "starts with the header ``; expected `name,count,size,ok,day`")]
    [InlineData("count,name,size,ok,day\n", "starts with the header `count,name,size,ok,day`")]
    [InlineData("name,count,size,ok,day\n", "holds a header and no rows")]
    [InlineData("name,count,size,ok,day\na,1,,,\nb,2\n", "`t.csv`, line 3: 2 fields; expected 5")]
    [InlineData("name,count,size,ok,day\n\"x\ny\",1,,,\na,one,,,", "`t.csv`, line 4, column `count`: `one`; expected a whole number or nothing")]
    [InlineData("name,count,size,ok,day\na,99999999999,,,", "column `count`: `99999999999`")]
    [InlineData("name,count,size,ok,day\na,1,\"1,5\",,", "column `size`: `1,5`; expected a number")]
    [InlineData("name,count,size,ok,day\na,1,,yes,", "column `ok`: `yes`; expected True or False")]
    [InlineData("name,count,size,ok,day\na,1,,,31.01.2025", "column `day`: `31.01.2025`; expected a date such as 2025-01-31")]
    [InlineData("name,count,size,ok,day\n\"a,1,,,\n", "line 2: a quoted field has no end; the file is truncated")]
    [InlineData("name,count,size,ok,day\n\"a\"b,1,,,\n", "line 2: `b` after field 1; expected a comma or the end of the line")]
    public void Read_Malformed_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NotText_NamesTheByte() => Assert.Contains(
        "`t.csv` is not UTF-8 text from byte 1 on",
        Assert.Throws<InvalidDataException>(() => StrictCsv.Read([65, 0xFF, 66], "t.csv", Columns)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_MutatedTables_LoadOrSayWhatIsWrong()
    {
        var original = Encoding.UTF8.GetBytes("name,count,size,ok,day\na,1,1.5,True,2025-01-31\n\"b, c\",2,2.5,False,2025-01-30\n");
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                StrictCsv.Read(bytes[..random.Next(bytes.Length + 1)], "t.csv", Columns);
            }
            catch (InvalidDataException error)
            {
                Assert.Contains("`t.csv`", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static DataFrame Read(string text) => StrictCsv.Read(Encoding.UTF8.GetBytes(text), "t.csv", Columns);
}
