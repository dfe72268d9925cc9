using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>A line whose parameters have been found.</summary>
/// <param name="Directive">What the line is: the magic command, its subcommand, or the selector.</param>
/// <param name="Arguments">The parameters that are given, each once.</param>
/// <param name="Place">Where the line stands.</param>
internal sealed record MagicLine(KernelDirective Directive, IReadOnlyList<MagicArgument> Arguments, MagicPlace Place)
{
    /// <summary>The text that is given for a parameter; null when none is.</summary>
    public string? Text(string parameter) => Arguments.FirstOrDefault(argument => argument.Parameter.Name == parameter)?.Values[0].Text;
}
