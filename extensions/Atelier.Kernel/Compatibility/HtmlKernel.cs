using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Shows HTML cells as they are.</summary>
public sealed class HtmlKernel : Kernel, IKernelCommandHandler<SubmitCode>
{
    /// <summary>The name by which cells select the kernel.</summary>
    public const string DefaultKernelName = "html";

    /// <summary>Makes the kernel.</summary>
    public HtmlKernel()
        : base(DefaultKernelName, "HTML", languageVersion: null)
    {
        KernelInfo.DisplayName = "html - HTML";
        KernelSpecifierDirective.Description = "What follows is HTML, which is shown.";
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        var text = command.Code.Trim('\r', '\n');
        context.Publish(new DisplayedValueProduced(null, command, [new FormattedValue("text/html", text), new FormattedValue("text/plain", text)]));
        return Task.CompletedTask;
    }
}
