namespace Atelier.Kernel.Tests;

/// <summary>Knows the letters before a place, and what was asked.</summary>
internal sealed class FakeServices : ILanguageServices, IDisposable
{
    /// <summary>Holds the answers back until it is set.</summary>
    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public CodePlace? Place { get; private set; }

    public Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default)
    {
        Open.Wait(cancellationToken);
        Place = place;
        if (place.Code == "throw")
            throw new InvalidOperationException("no completion today");
        return Task.FromResult(new CompletionList(
            place.Position - 1, place.Position, [new CompletionItem("WriteLine", "method", "void WriteLine()"), new CompletionItem("Write", "method")]));
    }

    public Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default)
    {
        Place = place;
        return Task.FromResult<IReadOnlyDictionary<string, string>>(
            place.Code.Length == 0 ? [] : new Dictionary<string, string> { ["text/plain"] = "what it is", ["text/markdown"] = "*what* it is" });
    }

    public CodeCompleteness CheckCompleteness(string code, string? language = null) => code switch
    {
        "done" => new CodeCompleteness(CompletenessStatus.Complete),
        "open" => new CodeCompleteness(CompletenessStatus.Incomplete, "    "),
        "}" => new CodeCompleteness(CompletenessStatus.Invalid),
        _ => new CodeCompleteness(CompletenessStatus.Unknown),
    };

    public void Dispose() => Open.Dispose();
}
