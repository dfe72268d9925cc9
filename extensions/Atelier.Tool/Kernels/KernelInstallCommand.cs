using System.CommandLine;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier kernel install [--user|--prefix DIR|--sys-prefix] [--compatible]</c>.</summary>
internal sealed class KernelInstallCommand : Command
{
    private const string CompatibleText = """
        Also under the names of .NET Interactive (.net-csharp, .net-fsharp), so that its notebooks open with Atelier. A kernel that has such a
        name already is left as it is.
        """;

    private readonly ToolHost _host;
    private readonly KernelPlace _place;
    private readonly Option<bool> _compatible = new("--compatible") { Description = CompatibleText };

    public KernelInstallCommand(ToolHost host, JupyterFolders folders)
        : base("install", "Adds Atelier's kernels for C# and F# to those that Jupyter offers. Jupyter need not be installed yet.")
    {
        _host = host;
        _place = new KernelPlace(folders, this);
        Add(_compatible);
        SetAction(parsed => KernelCommand.Guard(host, () => Install(parsed)));
    }

    private void Install(ParseResult parsed)
    {
        var kernels = _place.Find(parsed);
        var rivals = parsed.GetValue(_compatible) ? _place.FindRivals(parsed) : [];
        foreach (var spec in KernelSpec.All.Where(spec => !spec.IsCompatible || parsed.GetValue(_compatible)))
        {
            var file = new KernelSpecFile(kernels, spec);
            if (FindForeign(file, spec.IsCompatible ? rivals : []) is { } foreign)
                Refuse(foreign);
            else
                Install(file);
        }
    }

    private void Install(KernelSpecFile file)
    {
        file.Write(ToolProgram.Command);
        _host.Out.WriteLine($"Installed {file.Spec.DisplayName}: {file.Folder}", new Style(Color.Green));
    }

    /// <summary>A spec of that name that this tool did not write; null when the name is free.</summary>
    private static KernelSpecFile? FindForeign(KernelSpecFile file, IEnumerable<string> rivals) => rivals
        .Select(kernels => new KernelSpecFile(kernels, file.Spec))
        .Prepend(file)
        .FirstOrDefault(other => other.Exists && !other.IsOurs);

    private void Refuse(KernelSpecFile foreign)
    {
        var text = $"There is a kernel {foreign.Spec.Name} at {foreign.Folder} that Atelier did not write; it is left as it is. "
            + $"To replace it, remove it first: jupyter kernelspec remove {foreign.Spec.Name}";
        if (!foreign.Spec.IsCompatible)
            throw new UsageException(text);
        _host.Error.WriteLine(text, new Style(Color.Yellow));
    }
}
