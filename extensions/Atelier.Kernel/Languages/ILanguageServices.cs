namespace Atelier.Kernel;

/// <summary>Answers an editor's questions about the text of a cell that has not run. May be called while a cell runs, from any thread.</summary>
public interface ILanguageServices
{
    /// <summary>What can be typed at a place.</summary>
    /// <param name="place">The text and the place in it.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    /// <returns>The completions; without items when there are none.</returns>
    Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default);

    /// <summary>What stands at a place: the symbol's declaration and documentation, or inside a call's brackets its signatures.</summary>
    /// <param name="place">The text and the place in it.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    /// <returns>The description by MIME type, <c>text/plain</c> and <c>text/markdown</c>; empty when nothing is known of the place.</returns>
    Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default);

    /// <summary>Whether a text can be run as it is, or its author is still typing.</summary>
    /// <param name="code">The text of a cell.</param>
    /// <param name="language">The language of its beginning; null for the engine's own.</param>
    /// <returns>What it is, and how far to indent the next line of an incomplete text.</returns>
    CodeCompleteness CheckCompleteness(string code, string? language = null);
}
