using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Atelier.Interactive.Tests;

public sealed class ChartTests
{
    [Fact]
    public void MimeTypes_Chart_ArePlotlyHtmlAndText() => Assert.Equal(
        ["application/vnd.plotly.v1+json", "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(Line("a").GetType()));

    [Fact]
    public void Figure_Chart_HasDataLayoutAndConfig()
    {
        var figure = JsonDocument.Parse(Line("a").ToDisplayString("application/vnd.plotly.v1+json")).RootElement;

        Assert.Equal("scatter", figure.GetProperty("data")[0].GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Object, figure.GetProperty("layout").ValueKind);
        Assert.Equal(JsonValueKind.Object, figure.GetProperty("config").ValueKind);
    }

    [Fact]
    public void Html_TwoCharts_OnlyTheFirstCarriesTheLibrary()
    {
        var library = new PlotlyLibrary();

        var first = new ChartPage(Line("first")).ToHtml(library);
        var second = new ChartPage(Line("second")).ToHtml(library);
        var again = new ChartPage(Line("first")).ToHtml(library);

        Assert.InRange(first.Length, 1_000_000, 1_600_000);
        Assert.InRange(second.Length, 1, 12_000);
        Assert.Equal(first, again);
    }

    [Fact]
    public void Load_Again_RegistersNothingTwice()
    {
        var before = Formatter.RegisteredFormatters(false).Count();

        DisplayExtension.Load();

        Assert.Equal(before, Formatter.RegisteredFormatters(false).Count());
    }

    [Fact]
    public void Html_HostileNames_CannotEndTheScript()
    {
        var html = new ChartPage(Line(Samples.Hostile)).ToHtml(new PlotlyLibrary());

        Assert.Single(html.Split("</script>")[1..]);
        Assert.DoesNotContain("<script>alert", html);
    }

    [Fact]
    public void Text_Chart_IsApproved() => Approval.Verify(
        Plotly.NET.CSharp.Chart.Combine([Line("training"), Line("validation")]).ToDisplayString(), "Chart.txt");

    private static GenericChart Line(string name) =>
        Plotly.NET.CSharp.Chart.Line<int, double, string>([1, 2, 3], [0.5, double.NaN, 0.25], Name: name);
}
