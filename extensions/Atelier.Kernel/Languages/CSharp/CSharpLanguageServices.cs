using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Answers an editor's questions about C# code. Safe for use by several threads at a time, also while a cell runs.</summary>
/// <param name="lastCell">Asks for the cell compiled last, which knows those before it.</param>
/// <remarks>A place outside the text is taken for its nearer end.</remarks>
internal sealed class CSharpLanguageServices(Func<CSharpCompilation> lastCell) : ILanguageServices
{
    private readonly CSharpDocuments _documents = new(lastCell);

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default) => Task.Run(
        async () =>
        {
            var code = CodeText.WithoutDirectives(place.Code);
            var position = Math.Clamp(place.Position, 0, code.Length);
            var line = code.LastIndexOf('\n', Math.Max(0, position - 1), position) + 1;
            if (!code.AsSpan(line, position - line).SequenceEqual(place.Code.AsSpan(line, position - line)))
                return new CompletionList(position, position, []);
            var document = await _documents.CreateAsync(code, cancellationToken).ConfigureAwait(false);
            return await CSharpCompletion.FindAsync(document, position, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default) => Task.Run(
        async () =>
        {
            var document = await _documents.CreateAsync(CodeText.WithoutDirectives(place.Code), cancellationToken).ConfigureAwait(false);
            return await CSharpInspection.DescribeAsync(document, Math.Clamp(place.Position, 0, place.Code.Length), cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public CodeCompleteness CheckCompleteness(string code, string? language = null) => CSharpCompleteness.Check(CodeText.WithoutDirectives(code));
}
