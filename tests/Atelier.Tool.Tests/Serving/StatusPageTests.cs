using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace Atelier.Tool.Tests;

/// <summary>The server's page in a browser that runs no scripts.</summary>
public sealed class StatusPageTests
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Request = """{"inputs":[{"name":"features","datatype":"FP32","shape":[2,4],"data":[1,2,3,4,5,6,7,8]}]}""";

    [Fact]
    public async Task Page_WithoutJavaScript_ShowsEachVersionInItsWidth()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not installed.");
        using var folder = new TemporaryFolder();
        PackageSamples.Classifier().Save(folder["model"]);
        using var server = await ToolServer.StartAsync("--drain", "0", folder["model"]);
        using (var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
            foreach (var _ in Enumerable.Range(0, 3))
            {
                using var content = new StringContent(Request, new MediaTypeHeaderValue("application/json"));
                using var response = await http.PostAsync(new Uri(server.Url, "v2/models/classifier/infer"), content, TestContext.Current.CancellationToken);
                response.EnsureSuccessStatusCode();
            }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, ChromiumSandbox = false });
        await using var context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 900, Height = 500 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url.ToString());

        // The picture, for who wants to look at it.
        if (Environment.GetEnvironmentVariable("ATELIER_SCREENSHOTS") is { } shots)
            await page.ScreenshotAsync(new() { Path = Path.Combine(shots, "status.png") });

        Assert.Equal("Atelier model server", await page.TitleAsync());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "classifier" })).ToBeVisibleAsync();
        var cells = await page.Locator("tr").Nth(1).Locator("td").AllInnerTextsAsync();
        Assert.Equal(["1", "default", "3", "6", "0", "0", "0"], cells.Take(7));
        Assert.All(cells.Skip(8).Take(2), cell => Assert.EndsWith(" ms", cell, StringComparison.Ordinal));
        // The table fits the window: nothing is cut off.
        var box = (await page.Locator("table").BoundingBoxAsync())!;
        Assert.InRange(box.X + box.Width, 1, 900);
    }
}
