using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;
using Microsoft.CodeAnalysis.Text;
using RoslynItem = Microsoft.CodeAnalysis.Completion.CompletionItem;

namespace Atelier.Kernel;

/// <summary>Tells what can be typed at a place in C# code.</summary>
internal static class CSharpCompletion
{
    /// <summary>A description takes the compiler some time; more of them than a list shows at once would keep its reader waiting.</summary>
    private const int MostDescriptions = 30;

    private const string FieldMark = "(field) ";

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
        var typed = text.ToString(TextSpan.FromBounds(found.Span.Start, Math.Min(position, found.Span.End)));
        var items = found.ItemsList
            .Where(item => !item.Tags.Contains(WellKnownTags.Snippet))
            .Select(item => (Item: item, Rank: CompletionRank.Of(item.FilterText, typed)))
            .Where(item => item.Rank is not null)
            .OrderBy(item => item.Rank)
            .ThenBy(item => item.Item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => item.Item)
            .DistinctBy(item => item.DisplayText + item.DisplayTextSuffix)
            .ToList();
        var isMember = found.Span.Start > 0 && text[found.Span.Start - 1] == '.';
        return await CreateAsync(service, document, found.Span, items, isMember, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<CompletionList> CreateAsync(
        CompletionService service, Document document, TextSpan span, List<RoslynItem> found, bool isMember, CancellationToken cancellationToken)
    {
        var items = new List<CompletionItem>(found.Count);
        var listSpan = span;
        foreach (var item in found)
        {
            var text = TextOf(item);
            if (item.IsComplexTextEdit)
            {
                // What is inserted is more than the name. All items replace the same text, so one that replaces more can only be the first.
                var change = (await service.GetChangeAsync(document, item, cancellationToken: cancellationToken).ConfigureAwait(false)).TextChange;
                if (change.NewText is null || change.Span != span && items.Count > 0)
                    continue;
                (span, text) = (change.Span, change.NewText);
            }
            else if (span != listSpan)
            {
                continue;
            }
            var description = items.Count < MostDescriptions
                ? Shorten(await service.GetDescriptionAsync(document, item, cancellationToken).ConfigureAwait(false))
                : "";
            items.Add(new CompletionItem(text, KindOf(item, isMember), description));
        }
        return new CompletionList(span.Start, span.End, items);
    }

    private static string TextOf(RoslynItem item) =>
        item.Properties.GetValueOrDefault("InsertionText") is { Length: > 0 } text ? text : item.DisplayText;

    /// <remarks>The variables of cells are fields for the compiler; their author did not declare any.</remarks>
    private static string KindOf(RoslynItem item, bool isMember) =>
        item.Tags.Select(tag => Kinds.GetValueOrDefault(tag)).FirstOrDefault(kind => kind is not null) switch
        {
            null => "text",
            "field" when !isMember && item.Tags.Contains(WellKnownTags.Field) => "instance",
            var kind => kind,
        };

    /// <summary>The declaration, and a sentence of the documentation on the line below.</summary>
    private static string Shorten(CompletionDescription? description)
    {
        var lines = (description?.Text ?? "").ReplaceLineEndings("\n").Split('\n', 2);
        var declaration = lines[0].StartsWith(FieldMark, StringComparison.Ordinal) ? lines[0][FieldMark.Length..] : lines[0];
        var documentation = lines.Length == 1 ? "" : DocumentationText.FirstSentence(lines[1].Trim().Split('\n')[0]);
        return documentation.Length == 0 ? declaration : $"{declaration}\n{documentation}";
    }

    private static async Task<bool> IsInText(Document document, int position, CancellationToken cancellationToken) =>
        CodeText.IsTextAt((await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!, position);
}
