using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>A parameter as it stands on a line.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Values">What was given for it, in order; empty for a flag.</param>
internal sealed record MagicArgument(KernelDirectiveParameter Parameter, IReadOnlyList<MagicToken> Values)
{
    /// <summary>The parameter's name without dashes.</summary>
    public string Name => Parameter.Name.TrimStart('-');
}
