using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Shows Mermaid diagrams.</summary>
/// <remarks>
/// Front ends that know Mermaid draw the diagram themselves. For others the HTML holds the diagram's text, which a script replaces by the
/// drawing where the network is to be had: the library is larger than the whole kernel, so it is not packed in.
/// </remarks>
internal sealed class MermaidKernel : LanguageKernel, IKernelCommandHandler<SubmitCode>
{
    private const string Library = "https://cdn.jsdelivr.net/npm/mermaid@11/dist/mermaid.esm.min.mjs";

    public MermaidKernel()
        : base("mermaid", "Mermaid", languageVersion: null)
    {
        KernelInfo.DisplayName = "mermaid - Mermaid";
        KernelSpecifierDirective.Description = "What follows is a Mermaid diagram, which is drawn.";
    }

    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        var diagram = command.Code.Trim('\r', '\n');
        context.Publish(new DisplayedValueProduced(null, command,
        [
            new FormattedValue("text/vnd.mermaid", diagram),
            new FormattedValue("text/html", ToHtml(diagram)),
            new FormattedValue("text/plain", diagram),
        ]));
        return Task.CompletedTask;
    }

    private static string ToHtml(string diagram)
    {
        var id = ScriptOutput.NewId();
        return $$"""
            <div class="mermaid-diagram" id="{{id}}"><pre>{{WebUtility.HtmlEncode(diagram)}}</pre></div>
            <script type="text/javascript">
            (async () => {
              try {
                const { default: mermaid } = await import("{{Library}}");
                mermaid.initialize({ startOnLoad: false });
                const { svg } = await mermaid.render("{{id}}-svg", {{ScriptOutput.Text(diagram)}});
                document.getElementById("{{id}}").innerHTML = svg;
              } catch (error) {
                console.warn("The Mermaid diagram is shown as text.", error);
              }
            })();
            </script>
            """;
    }
}
