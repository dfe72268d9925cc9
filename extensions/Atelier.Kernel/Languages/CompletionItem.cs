namespace Atelier.Kernel;

/// <summary>One thing that can be typed.</summary>
/// <param name="Text">The text to insert.</param>
/// <param name="Kind">What it is, in lower case, as JupyterLab's icons are named: <c>class</c>, <c>method</c>, <c>property</c>, <c>keyword</c>, ...</param>
/// <param name="Description">The declaration, and what its documentation says in a sentence; empty when nothing is known.</param>
public sealed record CompletionItem(string Text, string Kind, string Description = "");
