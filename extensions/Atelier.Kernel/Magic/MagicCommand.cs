using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>A magic command and what runs it.</summary>
/// <param name="Directive">Its name and parameters.</param>
/// <param name="Handler">Runs it.</param>
internal sealed record MagicCommand(KernelActionDirective Directive, KernelCommandInvocation Handler);
