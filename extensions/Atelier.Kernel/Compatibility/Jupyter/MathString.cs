using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Jupyter;

/// <summary>A formula in LaTeX, without the marks around it, that front ends typeset in a line of its own.</summary>
/// <param name="latexCode">The formula.</param>
[TypeFormatterSource(typeof(LatexFormatterSource), PreferredMimeTypes = ["text/latex"])]
public sealed class MathString(string latexCode)
{
    private readonly string _latex = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    /// <summary>Makes a formula of a text.</summary>
    /// <param name="latexCode">The formula.</param>
    public static implicit operator MathString(string latexCode) => new(latexCode);

    /// <summary>The formula between <c>$$</c>.</summary>
    public override string ToString() => $"$${_latex}$$";
}
