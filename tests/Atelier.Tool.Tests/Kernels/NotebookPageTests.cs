using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Tool.Tests;

/// <summary>What readers see and do in Jupyter Notebook with a C# notebook.</summary>
public sealed partial class NotebookPageTests(NotebookBrowser browser) : IClassFixture<NotebookBrowser>
{
    [Fact]
    public async Task Cell_ListOfRecords_IsATableWhoseRowsOpen()
    {
        await using var page = await browser.OpenAsync();

        var cell = await page.RunAsync("record City(string Name, int People);\nnew List<City> { new(\"Oslo\", 709000), new(\"Bergen\", 291000) }");

        await Expect(cell.Locator(".output_prompt")).ToHaveTextAsync(FirstResult());
        var table = cell.Locator(".output_result.output_html > table");
        await Expect(table.Locator("> thead th")).ToHaveTextAsync(["index", "value"]);
        var rows = table.Locator("> tbody > tr");
        await Expect(rows).ToHaveCountAsync(2);
        var people = rows.Nth(1).GetByText("291000", new() { Exact = true });
        await Expect(people).ToBeHiddenAsync();
        await rows.Nth(1).Locator("summary").ClickAsync();
        await Expect(people).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cell_ThatFails_ShowsItsLineInRedAndLaterCellsRun()
    {
        await using var page = await browser.OpenAsync();

        var failed = await page.RunAsync("var numbers = new[] { 1, 2 };\nnumbers[2]");
        var next = await page.RunAsync("numbers.Sum()");

        await Expect(failed.Locator(".output_error .ansi-red-fg")).ToContainTextAsync("System.IndexOutOfRangeException: ");
        await Expect(failed.Locator(".output_error")).ToContainTextAsync("Cell 1, line 2: numbers[2]");
        await Expect(next.Locator(".output_result")).ToHaveTextAsync("3");
    }

    [Fact]
    public async Task Tab_BehindAPrefix_OffersMembersAndShiftTabExplainsThem()
    {
        await using var page = await browser.OpenAsync();

        var cell = await page.TypeAsync("Console.Wri");
        await page.PressAsync("Tab");

        await Expect(page.Completions).ToHaveTextAsync(["Write", "WriteLine"]);
        await page.PressAsync("ArrowDown");
        await page.PressAsync("Enter");
        await Expect(cell.Locator(".CodeMirror-code")).ToContainTextAsync("Console.WriteLine");
        await page.PressAsync("Shift+Tab");
        await Expect(page.Tooltip).ToContainTextAsync("void Console.WriteLine(");
    }

    [Fact]
    public async Task Interrupt_OfAnEndlessLoop_FailsTheCellAndKeepsVariables()
    {
        await using var page = await browser.OpenAsync();
        await page.RunAsync("var kept = 41;");

        var endless = await page.StartAsync("Console.WriteLine(\"started\");\nwhile (true) { }");
        await Expect(endless.Locator(".output_stdout")).ToHaveTextAsync("started");
        await page.PressAsync("Escape");
        await page.PressAsync("i");
        await page.PressAsync("i");
        await NotebookPage.WaitForEndAsync(endless);
        var next = await page.RunAsync("kept + 1");

        await Expect(endless.Locator(".output_error")).ToContainTextAsync("The cell was interrupted.");
        await Expect(endless.Locator(".output_stdout")).ToHaveTextAsync("started");
        await Expect(next.Locator(".output_result")).ToHaveTextAsync("42");
    }

    [Fact]
    public async Task Cell_ThatAsks_ShowsABoxAndGetsTheAnswer()
    {
        await using var page = await browser.OpenAsync();

        var cell = await page.StartAsync("Console.Write(\"Name? \");\nvar name = Console.ReadLine();\nConsole.WriteLine($\"Hello {name}\");");
        await NotebookPage.AnswerAsync(cell, "Ada");
        await NotebookPage.WaitForEndAsync(cell);
        var secret = await page.StartAsync("var key = await GetPasswordAsync(\"Key: \");\nkey.GetClearTextPassword().Length");
        await Expect(secret.Locator(".raw_input_container")).ToContainTextAsync("Key: ");
        await Expect(secret.Locator("input.raw_input")).ToHaveAttributeAsync("type", "password");
        await NotebookPage.AnswerAsync(secret, "hidden");
        await NotebookPage.WaitForEndAsync(secret);

        await Expect(cell.Locator(".output_stdout")).ToHaveTextAsync("Name? Ada\nHello Ada");
        await Expect(secret.Locator(".output_result")).ToHaveTextAsync("6");
        await Expect(secret.Locator(".output_wrapper")).Not.ToContainTextAsync("hidden");
    }

    [Fact]
    public async Task Cells_InThePagesLanguages_AreShown()
    {
        await using var page = await browser.OpenAsync();

        var script = await page.RunAsync("#!javascript\nconsole.log(\"from the page\", 6 * 7);\nreturn { text: document.title.length > 0 };");
        var prose = await page.RunAsync("#!markdown\n## Title\n\nSome **strong** text and $e^x$.");
        var diagram = await page.RunAsync("#!mermaid\ngraph LR\n  A[Data] --> B[Model]");
        var markup = await page.RunAsync("#!html\n<button onclick=\"this.textContent = 'pressed'\">press</button>");

        await Expect(script.Locator(".output_html pre")).ToHaveTextAsync(["from the page 42", "{\n  \"text\": true\n}"]);
        await Expect(prose.Locator(".output_html h2")).ToHaveTextAsync("Title");
        await Expect(prose.Locator(".output_html strong")).ToHaveTextAsync("strong");
        await Expect(prose.Locator(".output_html .MathJax, .output_html .MathJax_Preview").First).ToBeAttachedAsync();
        await Expect(diagram.Locator(".output_html")).ToContainTextAsync("Model");
        await markup.Locator("button").ClickAsync();
        await Expect(markup.Locator("button")).ToHaveTextAsync("pressed");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task DisplayedValue_Update_ChangesItWhereItIs()
    {
        await using var page = await browser.OpenAsync();

        var cell = await page.StartAsync("""
            static object Bar(int done) => HTML($"<progress max=3 value={done}></progress>");
            var bar = display(Bar(1));
            Console.ReadLine();
            bar.Update(Bar(2));
            """);
        await Expect(cell.Locator("progress")).ToHaveAttributeAsync("value", "1");
        await NotebookPage.AnswerAsync(cell, "go on");
        await Expect(cell.Locator("progress")).ToHaveAttributeAsync("value", "2");
        await NotebookPage.WaitForEndAsync(cell);
        var later = await page.RunAsync("bar.Update(Bar(3));");

        await Expect(cell.Locator("progress")).ToHaveAttributeAsync("value", "3");
        await Expect(later.Locator("progress")).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"Out\s?\[1\]:")]
    private static partial Regex FirstResult();
}
