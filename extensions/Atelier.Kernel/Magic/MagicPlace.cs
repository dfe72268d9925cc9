namespace Atelier.Kernel;

/// <summary>Where a line with a magic command or a selector stands.</summary>
/// <param name="Label">The text that holds it, such as <c>Cell 3</c>.</param>
/// <param name="Line">Its number there, from 1.</param>
internal sealed record MagicPlace(string Label, int Line)
{
    public const string ErrorName = "DirectiveError";

    /// <summary>An error that names the place.</summary>
    public CellException Failure(string problem) => new(ErrorName, $"{this}: {problem}");

    public override string ToString() => $"{Label}, line {Line}";
}
