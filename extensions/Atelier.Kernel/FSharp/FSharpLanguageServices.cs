using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Atelier.Kernel;

/// <summary>Answers an editor's questions about F# text, with what the cells have declared so far.</summary>
/// <remarks>The compiler checks text beside a running cell. The first question starts it where no F# cell has.</remarks>
internal sealed class FSharpLanguageServices(FSharpCells cells) : ILanguageServices
{
    private const int MostDescribed = 40;
    private const int MostItems = 500;

    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default) =>
        Ask(place, Complete, new CompletionList(place.Position, place.Position, []), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default) =>
        Ask(place, Inspect, new Dictionary<string, string>(), cancellationToken);

    public CodeCompleteness CheckCompleteness(string code, string? language = null) => FSharpCompleteness.Check(code);

    private async Task<T> Ask<T>(CodePlace place, Func<FSharpQuestion, T> answer, T none, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => FSharpQuestion.Ask(cells.Start(), place) is { } question ? answer(question) : none, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static CompletionList Complete(FSharpQuestion question)
    {
        var partial = QuickParse.GetPartialLongNameEx(question.LineText, question.Column - 1);
        var found = question.Checked.GetDeclarationListInfo(
            FSharpOption<FSharpParseFileResults>.Some(question.Parsed), question.Line, question.LineText, partial, null, null, null);
        var items = found.Items
            .Where(item => item.NameInList.StartsWith(partial.PartialIdent, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => item.NameInList.StartsWith(partial.PartialIdent, StringComparison.Ordinal))
            .DistinctBy(item => item.NameInCode)
            .Take(MostItems)
            .Select((item, i) => new CompletionItem(
                item.NameInCode, FSharpGlyphs.Kind(item.Glyph), i < MostDescribed ? FSharpToolTip.Describe(item.Description) : ""));
        return new CompletionList(question.Position - partial.PartialIdent.Length, question.Position, [.. items]);
    }

    private static IReadOnlyDictionary<string, string> Inspect(FSharpQuestion question)
    {
        var text = Symbol(question) is { Length: > 0 } symbol ? symbol : Signatures(question);
        return text.Length == 0
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["text/plain"] = text, ["text/markdown"] = FSharpToolTip.ToMarkdown(text) };
    }

    private static string Symbol(FSharpQuestion question)
    {
        var island = QuickParse.GetCompleteIdentifierIsland(tolerateJustAfter: true, question.LineText, question.Column);
        if (island is not { Value: var (name, end, _) })
            return "";
        var tip = question.Checked.GetToolTip(
            question.Line, end, question.LineText, ListModule.OfSeq(name.Split('.')), FSharpTokenTag.Identifier, null);
        return FSharpToolTip.Describe(tip);
    }

    private static string Signatures(FSharpQuestion question)
    {
        if (question.Parsed.FindParameterLocations(FSharp.Compiler.Text.PositionModule.mkPos(question.Line, question.Column)) is not { Value: { } call })
            return "";
        var end = call.LongIdEndLocation;
        var methods = question.Checked.GetMethods(end.Line, end.Column, question.LineAt(end.Line), FSharpOption<FSharpList<string>>.Some(call.LongId));
        return string.Join("\n", methods.Methods.Select(method =>
            $"{methods.MethodName}({string.Join(", ", method.Parameters.Select(parameter => parameter.Display.Text))}){method.ReturnTypeText.Text}"));
    }
}
