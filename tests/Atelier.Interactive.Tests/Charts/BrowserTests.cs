using System.Diagnostics;
using Plotly.NET;

namespace Atelier.Interactive.Tests;

/// <summary>Charts in a real browser without a network.</summary>
public sealed class BrowserTests : IDisposable
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Charts_Offline_AreDrawn()
    {
        var library = new PlotlyLibrary();

        var page = await RenderAsync(Html(Line("first"), library) + Html(Line("second"), library));

        Assert.Equal(3, page.Split("data-drawn=\"true\"").Length);
        Assert.All(page.Split("data-drawn=\"true\"")[1..], chart => Assert.Contains("class=\"main-svg\"", chart));
    }

    [Fact]
    public async Task Charts_LibraryBelowInThePage_AreDrawn()
    {
        var library = new PlotlyLibrary();
        var (first, second) = (Html(Line("first"), library), Html(Line("second"), library));

        var page = await RenderAsync(second + first);

        Assert.Equal(3, page.Split("data-drawn=\"true\"").Length);
    }

    [Fact]
    public async Task Charts_BesideRequireJs_AreDrawn()
    {
        var requireJs = "<script>window.define = () => { throw new Error('define was called'); }; define.amd = {};</script>";

        var page = await RenderAsync(requireJs + Html(Line("first"), new PlotlyLibrary()));

        Assert.Contains("class=\"main-svg\"", page);
    }

    [Fact]
    public async Task Charts_LibraryGone_SayWhatToDo()
    {
        var library = new PlotlyLibrary();
        Html(Line("first"), library);

        var page = await RenderAsync(Html(Line("second"), library));

        Assert.Contains(">plotly.js is not in this page", page);
        Assert.Contains("DisplayExtension.Load(); and then this cell again.</div>", page);
    }

    private static string Html(GenericChart chart, PlotlyLibrary library) => new ChartPage(chart).ToHtml(library);

    private static GenericChart Line(string name) =>
        Plotly.NET.CSharp.Chart.Line<int, double, string>([1, 2, 3], [0.5, 0.1, 0.25], Name: name);

    private async Task<string> RenderAsync(string body)
    {
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Browsers.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, $"needs a browser: one of {string.Join(", ", Browsers)} on the PATH");
        var file = Path.Combine(_folder, "page.html");
        var html = $"<!doctype html><meta charset=\"utf-8\"><body>{body}</body>";
        await File.WriteAllTextAsync(file, html, TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(browser!)
        {
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(_folder, "profile")}",
                "--virtual-time-budget=10000", "--dump-dom", $"file://{file}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var page = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return page;
    }
}
