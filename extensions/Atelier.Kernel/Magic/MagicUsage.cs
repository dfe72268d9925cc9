using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>Says how a magic command is written.</summary>
internal static class MagicUsage
{
    /// <summary>Its line, with optional parts in brackets.</summary>
    public static string Of(KernelDirective directive, string? name = null)
    {
        var subcommands = (directive as KernelActionDirective)?.Subcommands ?? [];
        var selected = subcommands.Count > 0 ? [string.Join("|", subcommands.Select(subcommand => subcommand.Name))] : Enumerable.Empty<string>();
        return string.Join(' ', selected.Concat(directive.Parameters.Select(Of)).Prepend(name ?? directive.Name));
    }

    private static string Of(KernelDirectiveParameter parameter)
    {
        if (parameter.Flag)
            return $"[{parameter.Name}]";
        var name = parameter.AllowImplicitName ? $"[{parameter.Name}]" : parameter.Name;
        var usage = $"{name} <{parameter.Name.TrimStart('-')}>";
        return parameter.Required ? usage : $"[{usage}]";
    }
}
