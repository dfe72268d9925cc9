using System.CommandLine;
using System.CommandLine.Help;

namespace Atelier.Tool;

/// <summary>The <c>atelier</c> command line.</summary>
internal static class CommandLine
{
    /// <summary>How long Ctrl+C waits for the running cell to stop and the notebook to be saved.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Runs a command on the streams of the process, each notebook in a process of its own.</summary>
    public static Task<int> RunProcessAsync(string[] arguments) => InvokeAsync(
        arguments,
        new ToolHost(TerminalConsole.Create(Console.Out), TerminalConsole.Create(Console.Error), options => new ChildEngine(options)));

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="host">Where it reads, writes and runs.</param>
    /// <param name="cancellationToken">Stops it, as Ctrl+C does.</param>
    /// <returns>The exit code, of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, ToolHost host, CancellationToken cancellationToken = default)
    {
        var serve = new ServeCommand(host);
        // No RootCommand: that would be called as the assembly is.
        var root = new Command("atelier", "Runs and converts notebooks in C#, looks into model packages, and serves them.")
        {
            new RunCommand(host), new ConvertCommand(host), new KernelCommand(host), new PackageCommand(host), serve, new KeysCommand(host), new HelpOption(), new VersionOption(),
        };
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = host.Out.Profile.Out.Writer,
            Error = host.Error.Profile.Out.Writer,
            ProcessTerminationTimeout = parsed.Errors.Count == 0 && parsed.CommandResult.Command == serve ? serve.LongestStop(parsed) : TerminationTimeout,
        };
        var code = await parsed.InvokeAsync(configuration, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
