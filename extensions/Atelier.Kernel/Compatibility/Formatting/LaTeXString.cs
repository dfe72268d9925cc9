using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>LaTeX that front ends typeset.</summary>
/// <param name="latexCode">The LaTeX, with its own <c>$$</c> where it is mathematics.</param>
[TypeFormatterSource(typeof(LatexFormatterSource), PreferredMimeTypes = ["text/latex"])]
public sealed class LaTeXString(string latexCode)
{
    private readonly string _latex = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    /// <summary>Makes LaTeX of a text.</summary>
    /// <param name="latexCode">The LaTeX.</param>
    public static implicit operator LaTeXString(string latexCode) => new(latexCode);

    /// <summary>The LaTeX.</summary>
    public override string ToString() => _latex;
}
