using System.Net;
using System.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Atelier.Kernel;

/// <summary><c>#!who</c> and <c>#!whos</c>: the variables of the selected kernel.</summary>
internal static class WhoMagic
{
    private const int MostCharacters = 120;

    public static KernelActionDirective Names => new("#!who", "Lists the selected kernel's variables.");

    public static KernelActionDirective Table => new("#!whos", "Lists the selected kernel's variables with their types and values.");

    public static Task ShowNamesAsync(KernelCommand command, KernelInvocationContext context)
    {
        var names = Find(context, Names.Name).Select(info => info.Name).ToList();
        DisplayedValue.Show(
        [
            new FormattedValue("text/html", names.Count == 0
                ? "<i>(no variables)</i>"
                : $"<ul>{string.Concat(names.Select(name => $"<li>{Encode(name)}</li>"))}</ul>"),
            new FormattedValue("text/plain", names.Count == 0 ? "(no variables)" : string.Join('\n', names)),
        ]);
        return Task.CompletedTask;
    }

    public static Task ShowTableAsync(KernelCommand command, KernelInvocationContext context)
    {
        var rows = Find(context, Table.Name)
            .Select(info => new[] { info.Name, info.Type is { } type ? type.ToDisplayString("text/plain") : info.TypeName ?? "", Cut(info.FormattedValue.Value) })
            .ToList();
        var html = new StringBuilder("<table><thead><tr><th>Variable</th><th>Type</th><th>Value</th></tr></thead><tbody>");
        foreach (var row in rows)
            html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Encode(cell)}</td>")).Append("</tr>");
        DisplayedValue.Show(
        [
            new FormattedValue("text/html", html.Append("</tbody></table>").ToString()),
            new FormattedValue("text/plain", TextTable.Of(["Variable", "Type", "Value"], rows)),
        ]);
        return Task.CompletedTask;
    }

    private static IReadOnlyCollection<KernelValueInfo> Find(KernelInvocationContext context, string name)
    {
        var kernel = context.HandlingKernel;
        if (!kernel.SupportsCommandType(typeof(RequestValueInfos)))
            throw new CellException("ValueError", $"The kernel {kernel.Name} has no variables that {name} could list. "
                + "Select C#, F# or the value store above the line.");
        var request = new RequestValueInfos(kernel.Name);
        using var inner = new KernelInvocationContext(context.Session, request, kernel, context, isRecorded: true, context.CancellationToken);
        context.Session.Handle(kernel, request, inner);
        return inner.Result.Events.OfType<ValueInfosProduced>().LastOrDefault()?.ValueInfos ?? [];
    }

    private static string Cut(string value)
    {
        var line = value.ReplaceLineEndings(" ").Trim();
        return line.Length <= MostCharacters ? line : string.Concat(line.AsSpan(0, MostCharacters), "…");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
