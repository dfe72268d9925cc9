using Microsoft.Playwright;

namespace Atelier.Tool.Tests;

/// <summary>A browser, and a Jupyter Notebook server whose notebooks it opens.</summary>
public sealed class NotebookBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private NotebookServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _context;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        _missing = await MissingAsync();
        if (_missing is not null)
            return;
        try
        {
            _server = await NotebookServer.StartAsync();
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, ChromiumSandbox = false });
            // Pages of one context share what they have loaded.
            _context = await _browser.NewContextAsync();
        }
        catch
        {
            // Nobody disposes of what did not start as a whole.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a new C# notebook, and waits for its kernel.</summary>
    internal async Task<NotebookPage> OpenAsync()
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        return await NotebookPage.OpenAsync(await _context!.NewPageAsync(), _server!.AddNotebook());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>What the tests need and this machine lacks.</summary>
    private static async Task<string?> MissingAsync()
    {
        foreach (var program in (string[])[NotebookServer.Program, Chromium])
            if (!File.Exists(program))
                return $"{program} is not installed.";
        // Later versions show another page.
        var version = await NotebookServer.VersionAsync();
        return version.StartsWith("6.", StringComparison.Ordinal) ? null : $"{NotebookServer.Program} is version {version}; the tests know the page of version 6.";
    }
}
