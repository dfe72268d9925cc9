using System.CommandLine;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier kernel uninstall [--user|--prefix DIR|--sys-prefix]</c>.</summary>
internal sealed class KernelUninstallCommand : Command
{
    public KernelUninstallCommand(ToolHost host, JupyterFolders folders)
        : base("uninstall", "Removes the kernels that 'atelier kernel install' added; others are left alone.")
    {
        var place = new KernelPlace(folders, this);
        SetAction(parsed => KernelCommand.Guard(host, () => Uninstall(host, place.Find(parsed))));
    }

    private static void Uninstall(ToolHost host, string kernels)
    {
        var ours = KernelSpec.All.Select(spec => new KernelSpecFile(kernels, spec)).Where(file => file.IsOurs).ToArray();
        foreach (var file in ours)
        {
            file.Delete();
            host.Out.WriteLine($"Removed {file.Spec.DisplayName}: {file.Folder}");
        }
        if (ours.Length == 0)
            host.Out.WriteLine($"There are no kernels of Atelier in {kernels}. 'atelier kernel list' tells where some are.");
    }
}
