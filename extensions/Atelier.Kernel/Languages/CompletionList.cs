namespace Atelier.Kernel;

/// <summary>What can be typed at a place.</summary>
/// <param name="Start">Where the text that an item replaces begins, in UTF-16 code units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The items, best first.</param>
public sealed record CompletionList(int Start, int End, IReadOnlyList<CompletionItem> Items);
