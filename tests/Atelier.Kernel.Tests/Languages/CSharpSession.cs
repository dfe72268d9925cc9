namespace Atelier.Kernel.Tests;

/// <summary>Compiled cells and what can be asked about the next one. The mark <c>‸</c> in a text stands for the cursor.</summary>
internal sealed class CSharpSession
{
    private const char Cursor = '‸';

    private readonly SubmissionCompiler _compiler = new(FrameworkAssemblies.References);
    private int _count;

    public CSharpSession(params string[] cells)
    {
        Services = new CSharpLanguageServices(() => _compiler.Last);
        foreach (var cell in cells)
            Add(cell);
    }

    public ILanguageServices Services { get; }

    public void Add(string cell) =>
        _compiler.Add(_compiler.Compile(new CellSource($"cell-{++_count}.cs", $"Cell {_count}", cell), TestContext.Current.CancellationToken));

    public Task<CompletionList> Complete(string text) => Services.CompleteAsync(Place(text), TestContext.Current.CancellationToken);

    public async Task<string[]> Names(string text) => [.. (await Complete(text)).Items.Select(item => item.Text)];

    public async Task<string> Inspect(string text, string type = "text/plain") =>
        (await Services.InspectAsync(Place(text), TestContext.Current.CancellationToken)).GetValueOrDefault(type, "");

    public static CodePlace Place(string text, string? language = null) => new(text.Replace(Cursor.ToString(), ""), text.IndexOf(Cursor), language);
}
