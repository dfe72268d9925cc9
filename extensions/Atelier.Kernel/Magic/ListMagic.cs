using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary><c>#!lsmagic</c>: the magic commands and selectors of each kernel.</summary>
internal static class ListMagic
{
    public static KernelActionDirective Directive => new("#!lsmagic", "Lists the magic commands and the languages.");

    public static Task HandleAsync(KernelCommand command, KernelInvocationContext context)
    {
        var root = context.Session.Root;
        var languages = root.ChildKernels.Select(kernel => (KernelDirective)kernel.KernelSpecifierDirective);
        Show("All cells", root.MagicCommands.Select(magic => magic.Directive).Concat(languages));
        foreach (var kernel in root.ChildKernels.Where(kernel => kernel.MagicCommands.Any(magic => !magic.Directive.Hidden)))
            Show(kernel.Name, kernel.MagicCommands.Select(magic => magic.Directive));
        return Task.CompletedTask;
    }

    private static void Show(string title, IEnumerable<KernelDirective> directives)
    {
        var listed = directives.Where(directive => !directive.Hidden).OrderBy(directive => directive.Name, StringComparer.Ordinal).ToList();
        var items = string.Concat(listed.Select(directive =>
            $"<li><code>{WebUtility.HtmlEncode(MagicUsage.Of(directive))}</code> {WebUtility.HtmlEncode(Describe(directive))}</li>"));
        var text = TextTable.Of(["", ""], listed.Select(directive => new[] { "  " + MagicUsage.Of(directive), Describe(directive) }));
        DisplayedValue.Show(
        [
            new FormattedValue("text/html", $"<details open><summary>{WebUtility.HtmlEncode(title)}</summary><ul>{items}</ul></details>"),
            new FormattedValue("text/plain", $"{title}\n{text}"),
        ]);
    }

    private static string Describe(KernelDirective directive) => directive.Description
        ?? (directive is KernelSpecifierDirective selector ? $"What follows is for the kernel {selector.KernelName}." : "");
}
