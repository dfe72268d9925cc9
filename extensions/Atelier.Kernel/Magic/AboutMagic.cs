using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary><c>#!about</c>: what runs the notebook, in which versions.</summary>
internal static class AboutMagic
{
    public static KernelActionDirective Directive => new("#!about", "Shows the versions of what runs the notebook.");

    public static Task HandleAsync(KernelCommand command, KernelInvocationContext context)
    {
        var rows = Facts(context.Session.Root).Select(fact => new[] { fact.Name, fact.Value }).ToList();
        var html = string.Concat(rows.Select(row => $"<tr><td><b>{row[0]}</b></td><td>{WebUtility.HtmlEncode(row[1])}</td></tr>"));
        DisplayedValue.Show(
        [
            new FormattedValue("text/html", $"<table><tbody>{html}</tbody></table>"),
            new FormattedValue("text/plain", TextTable.Of(["Atelier", ""], rows)),
        ]);
        return Task.CompletedTask;
    }

    private static IEnumerable<(string Name, string Value)> Facts(CompositeKernel root)
    {
        var assembly = typeof(AboutMagic).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        yield return ("Atelier.Kernel", version ?? assembly.GetName().Version?.ToString() ?? "");
        yield return (".NET", RuntimeInformation.FrameworkDescription);
        yield return ("Operating system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})");
        foreach (var kernel in root.ChildKernels.Where(kernel => kernel.KernelInfo is { LanguageName: not null, LanguageVersion: not null }))
            yield return (kernel.KernelInfo.LanguageName!, kernel.KernelInfo.LanguageVersion!);
        yield return ("Languages", string.Join(", ", root.ChildKernels.Select(kernel => kernel.Name)));
    }
}
