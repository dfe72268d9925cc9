using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;
using RoslynItem = Microsoft.CodeAnalysis.Completion.CompletionItem;

namespace Atelier.Kernel;

/// <summary>Tells what can be typed at a place in C# code.</summary>
internal static class CSharpCompletion
{
    /// <summary>A description takes the compiler some time; more of them than a list shows at once would keep its reader waiting.</summary>
    private const int MostDescriptions = 30;

    private static readonly Dictionary<string, string> Kinds = new()
    {
        [WellKnownTags.Keyword] = "keyword",
        [WellKnownTags.Method] = "method",
        [WellKnownTags.ExtensionMethod] = "method",
        [WellKnownTags.Property] = "property",
        [WellKnownTags.Field] = "field",
        [WellKnownTags.Constant] = "field",
        [WellKnownTags.EnumMember] = "field",
        [WellKnownTags.Event] = "event",
        [WellKnownTags.Local] = "instance",
        [WellKnownTags.Parameter] = "instance",
        [WellKnownTags.RangeVariable] = "instance",
        [WellKnownTags.Class] = "class",
        [WellKnownTags.Structure] = "struct",
        [WellKnownTags.Interface] = "interface",
        [WellKnownTags.Enum] = "enum",
        [WellKnownTags.Delegate] = "delegate",
        [WellKnownTags.TypeParameter] = "class",
        [WellKnownTags.Namespace] = "module",
    };

    /// <summary>Finds the completions, those that begin as typed first, then those whose humps are typed; each group in alphabetical order.</summary>
    public static async Task<CompletionList> FindAsync(Document document, int position, CancellationToken cancellationToken)
    {
        var none = new CompletionList(position, position, []);
        var service = CompletionService.GetService(document)!;
        if (await IsInText(document, position, cancellationToken).ConfigureAwait(false))
            return none;
        var found = await service.GetCompletionsAsync(document, position, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (found is null || found.ItemsList.Count == 0)
            return none;
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var typed = text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(found.Span.Start, Math.Min(position, found.Span.End)));
        var items = found.ItemsList
            .Where(item => !item.Tags.Contains(WellKnownTags.Snippet))
            .Select(item => (Item: item, Rank: CompletionRank.Of(item.FilterText, typed)))
            .Where(item => item.Rank is not null)
            .OrderBy(item => item.Rank)
            .ThenBy(item => item.Item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => item.Item)
            .DistinctBy(item => item.DisplayText + item.DisplayTextSuffix)
            .ToList();
        return await CreateAsync(service, document, found.Span, items, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<CompletionList> CreateAsync(
        CompletionService service, Document document, Microsoft.CodeAnalysis.Text.TextSpan span, List<RoslynItem> found, CancellationToken cancellationToken)
    {
        var items = new List<CompletionItem>(found.Count);
        foreach (var item in found)
        {
            var text = TextOf(item);
            if (item.IsComplexTextEdit)
            {
                // What is inserted is more than the name; where it replaces more than the list does, only all items of a list could say so.
                var change = (await service.GetChangeAsync(document, item, cancellationToken: cancellationToken).ConfigureAwait(false)).TextChange;
                if (change.Span != span && found.Count > items.Count && items.Count > 0 || change.NewText is null)
                    continue;
                (span, text) = (change.Span, change.NewText);
            }
            var description = items.Count < MostDescriptions
                ? Shorten(await service.GetDescriptionAsync(document, item, cancellationToken).ConfigureAwait(false))
                : "";
            items.Add(new CompletionItem(text, KindOf(item), description));
        }
        return new CompletionList(span.Start, span.End, items);
    }

    private static string TextOf(RoslynItem item) =>
        item.Properties.GetValueOrDefault("InsertionText") is { Length: > 0 } text ? text : item.DisplayText;

    private static string KindOf(RoslynItem item) =>
        item.Tags.Select(tag => Kinds.GetValueOrDefault(tag)).FirstOrDefault(kind => kind is not null) ?? "text";

    private static string Shorten(CompletionDescription? description) => description?.Text ?? "";

    private static async Task<bool> IsInText(Document document, int position, CancellationToken cancellationToken) =>
        CodeText.IsTextAt((await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!, position);
}
