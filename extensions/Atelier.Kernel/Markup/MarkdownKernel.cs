using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Shows prose that a cell or an imported notebook holds in Markdown.</summary>
internal sealed class MarkdownKernel : LanguageKernel, IKernelCommandHandler<SubmitCode>
{
    public MarkdownKernel()
        : base("markdown", "Markdown", languageVersion: null)
    {
        KernelInfo.DisplayName = "markdown - Markdown";
        KernelInfo.Aliases = ["md"];
        KernelSpecifierDirective.Description = "What follows is Markdown, which is shown.";
    }

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        var text = command.Code.Trim('\r', '\n');
        context.Publish(new DisplayedValueProduced(null, command,
        [
            new FormattedValue("text/html", MarkdownHtml.ToHtml(text)),
            new FormattedValue("text/markdown", text),
            new FormattedValue("text/plain", text),
        ]));
        return Task.CompletedTask;
    }
}
