using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Querying;

public sealed class FrameTableTests
{
    private static readonly DataFrame Frame = new(
        new StringDataFrameColumn("<name>", ["null", null, "a\nb & c"]),
        new DoubleDataFrameColumn("mass", [1.5, null, -20]),
        new PrimitiveDataFrameColumn<DateOnly>("day", [new DateOnly(2024, 2, 29), null, DateOnly.MinValue]),
        new DateTimeDataFrameColumn("time", [new DateTime(2024, 2, 29), null, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc)]));

    [Fact]
    public void ToText_Frame_ShowsTypesValuesAndCounts()
    {
        var text = FrameTable.ToText(Frame);

        Assert.Equal(
            """
            <name>     mass         day                  time
            string   double    DateOnly              DateTime
            null        1.5  2024-02-29            2024-02-29
            null       null        null                  null
            a⏎b & c     -20  0001-01-01  2024-02-29 01:02:03Z
            3 rows x 4 columns
            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void ToHtml_Frame_EncodesAndTellsMissingFromText()
    {
        var html = FrameTable.ToHtml(Frame, rows: 2);

        Assert.Contains("&lt;name&gt;<br><small>string</small>", html);
        Assert.Contains("<td style=\"text-align:left\">null</td>", html);
        Assert.Contains("<td style=\"text-align:left\"><i style=\"opacity:0.6\">null</i></td>", html);
        Assert.DoesNotContain("&amp;", html);
        Assert.EndsWith("<p><small>3 rows, the first 2 shown x 4 columns</small></p>", html);
    }

    [Fact]
    public void ToHtml_LongTextAndManyColumns_AreCut()
    {
        var frame = new DataFrame(Enumerable.Range(0, 60).Select(i => new StringDataFrameColumn($"c{i}", [new string('x', 1000)])));

        var html = FrameTable.ToHtml(frame);

        Assert.Contains($">{new string('x', 100)}&#8230;<", html.Replace("…", "&#8230;", StringComparison.Ordinal));
        Assert.DoesNotContain("c50", html);
        Assert.EndsWith("1 row x 60 columns, the first 50 shown</small></p>", html);
    }

    [Fact]
    public void ToText_NegativeRows_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => FrameTable.ToText(Frame, -1));
}
