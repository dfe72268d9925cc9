using System.CommandLine;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier kernel list [--prefix DIR]</c>.</summary>
internal sealed class KernelListCommand : Command
{
    public KernelListCommand(ToolHost host, JupyterFolders folders)
        : base("list", "Lists the kernels of Atelier that are installed, wherever Jupyter would find them.")
    {
        var prefix = new Option<string?>("--prefix") { Description = "Only those in share/jupyter/kernels of this folder.", HelpName = "DIR" };
        Add(prefix);
        SetAction(parsed => KernelCommand.Guard(
            host, () => List(host, parsed.GetValue(prefix) is { } folder ? [JupyterFolders.Under(folder)] : folders.All())));
    }

    private static void List(ToolHost host, IReadOnlyList<string> folders)
    {
        var files = folders.SelectMany(folder => KernelSpec.All.Select(spec => new KernelSpecFile(folder, spec))).Where(file => file.IsOurs).ToArray();
        foreach (var file in files)
        {
            host.Out.WriteLine($"{file.Spec.Name,-15} {file.Spec.DisplayName,-13} {file.Folder}");
            if (file.Program is { } program && Path.IsPathRooted(program) && !File.Exists(program))
                host.Error.WriteLine($"{file.Spec.Name} starts {program}, which is not there any more. Install it again: atelier kernel install", new Style(Color.Yellow));
        }
        if (files.Length == 0)
            host.Out.WriteLine("No kernels of Atelier are installed. Install them with: atelier kernel install");
    }
}
