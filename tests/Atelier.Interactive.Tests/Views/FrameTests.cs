using Atelier.Data;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive.Tests;

public sealed class FrameTests
{
    [Fact]
    public void Html_NullEmptyAndTheWordNull_DifferInLook()
    {
        var html = new DataFrame(new StringDataFrameColumn("s", [null, "", "null"])).ToDisplayString("text/html");

        Assert.Contains("<td class=\"l z\">null</td>", html);
        Assert.Contains("<td class=\"l z\">&quot;&quot;</td>", html);
        Assert.Contains("<td class=\"l\">null</td>", html);
    }

    [Fact]
    public void Text_FewRows_ShowsAllOfThem()
    {
        var text = Samples.Frame(rows: 20).ToDisplayString();

        Assert.DoesNotContain("the first", text);
        Assert.Equal(20 + 3, text.Split('\n').Length);
    }

    [Fact]
    public void Text_ManyColumns_ShowsTheFirstAndLast()
    {
        var frame = new DataFrame(Enumerable.Range(0, 10_000).Select(i => (DataFrameColumn)new Int32DataFrameColumn($"c{i}", [i])));

        var text = frame.ToDisplayString();

        Assert.Contains("the first 15 and last 4 of 10,000 columns", text);
        Assert.Contains("c14  ...  c9996", text);
        Assert.True(frame.ToDisplayString("text/html").Length < 10_000);
    }

    [Fact]
    public void Text_LongTextWithLineEnds_StaysInItsLine()
    {
        var text = new DataFrame(new StringDataFrameColumn("s", ["one\r\ntwo " + new string('x', 1_000_000)])).ToDisplayString();

        Assert.Contains("one two xxx", text);
        Assert.True(text.Length < 300);
    }

    [Fact]
    public void Text_NoRowsOrColumns_DoesNotFail()
    {
        Assert.Equal("DataFrame: 0 rows of 0 columns", new DataFrame().ToDisplayString());
        Assert.StartsWith("DataFrame: 0 rows of 1 column", new DataFrame(new DoubleDataFrameColumn("x")).ToDisplayString());
    }

    [Fact]
    public void Text_EveryType_IsNamedAsInCSharp()
    {
        var frame = new DataFrame(
            new SingleDataFrameColumn("a", [1.5f]), new DecimalDataFrameColumn("b", [2.50m]), new ByteDataFrameColumn("c", [3]),
            new UInt64DataFrameColumn("d", [ulong.MaxValue]), new PrimitiveDataFrameColumn<DateOnly>("e", [new DateOnly(2024, 2, 29)]));

        var lines = frame.ToDisplayString().Split('\n');

        Assert.Equal("       float  decimal  byte                 ulong  DateOnly", lines[2]);
        Assert.Equal("    0    1.5     2.50     3  18446744073709551615  2024-02-29", lines[3]);
    }

    [Fact]
    public void ProfileText_EmptyTable_DoesNotFail()
    {
        var text = new DataFrame().Profile(cancellationToken: TestContext.Current.CancellationToken).ToDisplayString();

        Assert.Contains("! The table has no columns. Check how it was read or filtered.", text);
    }

    [Fact]
    public void ProfileHtml_TenThousandColumns_StaysSmall()
    {
        var frame = new DataFrame(Enumerable.Range(0, 10_000).Select(i => (DataFrameColumn)new Int32DataFrameColumn($"c{i}", [i, i + 1, i * i])));

        var html = frame.Profile(cancellationToken: TestContext.Current.CancellationToken).ToDisplayString("text/html");

        Assert.Contains("The first 60 of 10,000 columns", html);
        Assert.Contains("the first 24 of 50 columns", html);
        Assert.True(html.Length < 300_000, $"{html.Length} characters");
    }

    [Fact]
    public void ProfileHtml_Warning_SetsNamesAsCode()
    {
        var html = Samples.Frame().Profile("churned", cancellationToken: TestContext.Current.CancellationToken).ToDisplayString("text/html");

        Assert.Contains("<p class=\"hint\"><code>usage</code> has a heavy tail: skew", html);
    }
}
