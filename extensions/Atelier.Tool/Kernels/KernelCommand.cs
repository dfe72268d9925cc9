using System.CommandLine;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier kernel start|install|uninstall|list</c>.</summary>
internal sealed class KernelCommand : Command
{
    private static readonly JupyterFolders Folders = new(Environment.GetEnvironmentVariable);

    public KernelCommand(ToolHost host)
        : base("kernel", "Makes Jupyter front ends (VS Code, JupyterLab, Notebook, nbconvert) run cells with Atelier.")
    {
        Add(Start());
        Add(new KernelInstallCommand(host, Folders));
        Add(new KernelUninstallCommand(host, Folders));
        Add(new KernelListCommand(host, Folders));
    }

    /// <summary>Runs a command, and reports what is wrong with its arguments or the folders.</summary>
    public static int Guard(ToolHost host, Action action)
    {
        try
        {
            action();
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is UsageException or IOException or UnauthorizedAccessException)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
    }

    private static Command Start()
    {
        var file = new Argument<string>("CONNECTION_FILE") { Description = "The file in which a front end says where it expects its kernel." };
        var language = new Option<string>("--language") { Description = "The language of cells that name none.", DefaultValueFactory = _ => "csharp" };
        language.AcceptOnlyFromAmong("csharp", "fsharp");
        var command = new Command("start", "Serves a front end until it ends the kernel. Front ends call this.") { file, language };
        command.SetAction(parsed => KernelStart.Run([parsed.GetRequiredValue(file), "--language", parsed.GetRequiredValue(language)], Console.Error));
        return command;
    }
}
