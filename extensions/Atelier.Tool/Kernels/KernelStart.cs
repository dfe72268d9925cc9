using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary><c>atelier kernel start</c>, without the parser and the console of the other commands: front ends wait for its first answer.</summary>
internal static class KernelStart
{
    /// <summary>Whether these arguments start a kernel, rather than ask how to.</summary>
    public static bool Takes(string[] arguments) =>
        arguments is ["kernel", "start", .. var rest] && rest.Length > 0 && !Array.Exists(rest, word => word is "--help" or "-h" or "-?" or "/?");

    /// <summary>Serves until a front end ends the kernel.</summary>
    /// <param name="arguments">Those after <c>kernel start</c>.</param>
    /// <param name="error">Where mistakes are reported.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments, TextWriter error)
    {
        try
        {
            var (file, language) = Parse(arguments);
            var options = new JupyterKernelOptions { CreateEngine = CreateEngine, Language = language, OwnsProcess = true };
            JupyterKernel.Run(ConnectionFile.Load(file), options);
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is UsageException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return ExitCodes.Usage;
        }
    }

    internal static (string File, string Language) Parse(ReadOnlySpan<string> arguments)
    {
        string? file = null;
        var language = "csharp";
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--language" && i + 1 < arguments.Length)
                language = arguments[++i];
            else if (arguments[i].StartsWith("--language=", StringComparison.Ordinal))
                language = arguments[i]["--language=".Length..];
            else if (file is null && !arguments[i].StartsWith('-'))
                file = arguments[i];
            else
                throw Wrong($"'{arguments[i]}' is given");
        }
        if (language is not ("csharp" or "fsharp"))
            throw Wrong($"--language is '{language}'");
        return (file ?? throw Wrong("no file is given"), language);
    }

    private static UsageException Wrong(string given) => new(
        $"{given}; expected: atelier kernel start CONNECTION_FILE [--language csharp|fsharp]. Front ends start it so after: atelier kernel install");

    private static ICellEngine CreateEngine()
    {
        // The packages of a source tree around the notebook, as far as a run of one of its notebooks has packed them.
        var feed = SourceTree.FindRoot(Environment.CurrentDirectory) is { } root ? new SourceTree(root).Feed : null;
        return new NotebookEngine(new EngineOptions { PackageSources = Directory.Exists(feed) ? [feed] : [] });
    }
}
