using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Atelier.Tool.Tests;

/// <summary>A notebook in the page of Jupyter Notebook, used as its reader does: by keyboard.</summary>
internal sealed partial class NotebookPage : IAsyncDisposable
{
    /// <summary>Only a hang takes so long.</summary>
    private const float Patience = 90_000;

    private readonly IPage _page;
    private readonly List<string> _errors = [];

    private NotebookPage(IPage page)
    {
        _page = page;
        page.SetDefaultTimeout(Patience);
        page.PageError += (_, error) => _errors.Add(error);
    }

    /// <summary>Errors in scripts that nothing on the page caught.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The list that completion opens.</summary>
    public ILocator Completions => _page.Locator("#complete option");

    /// <summary>The box that explains what the cursor is on.</summary>
    public ILocator Tooltip => _page.Locator("#tooltip");

    public static async Task<NotebookPage> OpenAsync(IPage page, Uri address)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var notebook = new NotebookPage(page);
        await page.GotoAsync(address.AbsoluteUri);
        await Assertions.Expect(page.Locator("#kernel_indicator_icon")).ToHaveClassAsync(KernelIsIdle());
        return notebook;
    }

    /// <summary>Types code into the last cell, key by key.</summary>
    public async Task<ILocator> TypeAsync(string code)
    {
        var cell = await EnterLastCellAsync();
        await _page.Keyboard.TypeAsync(code);
        return cell;
    }

    public Task PressAsync(string key) => _page.Keyboard.PressAsync(key);

    /// <summary>Puts code into the last cell and runs it, which adds a cell.</summary>
    public async Task<ILocator> StartAsync(string code)
    {
        var cell = await EnterLastCellAsync();
        await _page.Keyboard.InsertTextAsync(code);
        await _page.Keyboard.PressAsync("Shift+Enter");
        return cell;
    }

    /// <summary>Runs code in the last cell and waits for its end.</summary>
    public async Task<ILocator> RunAsync(string code)
    {
        var cell = await StartAsync(code);
        await WaitForEndAsync(cell);
        return cell;
    }

    /// <summary>Waits until the cell has a number in place of the star.</summary>
    public static Task WaitForEndAsync(ILocator cell) => Assertions.Expect(cell.Locator(".input_prompt")).ToHaveTextAsync(Number());

    /// <summary>Answers the question that the cell asks.</summary>
    public static async Task AnswerAsync(ILocator cell, string answer)
    {
        var box = cell.Locator("input.raw_input");
        await box.FillAsync(answer);
        await box.PressAsync("Enter");
    }

    public async ValueTask DisposeAsync()
    {
        // Each notebook has a kernel, which would stay to the end of all tests.
        await _page.EvaluateAsync("() => new Promise(done => Jupyter.notebook.session.delete(done, done))");
        await _page.CloseAsync();
    }

    private async Task<ILocator> EnterLastCellAsync()
    {
        var cells = _page.Locator(".code_cell");
        var cell = cells.Nth(await cells.CountAsync() - 1);
        await cell.Locator(".CodeMirror").ClickAsync();
        return cell;
    }

    [GeneratedRegex(@"\bkernel_idle_icon\b")]
    private static partial Regex KernelIsIdle();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Number();
}
