namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>LaTeX that front ends typeset.</summary>
/// <param name="latexCode">The LaTeX, with its own <c>$$</c> where it is mathematics.</param>
public sealed class LaTeXString(string latexCode)
{
    private readonly string _latex = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    /// <summary>The LaTeX.</summary>
    public override string ToString() => _latex;
}
