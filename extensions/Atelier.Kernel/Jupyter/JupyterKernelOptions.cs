namespace Atelier.Kernel;

/// <summary>What a Jupyter kernel serves.</summary>
public sealed record JupyterKernelOptions
{
    /// <summary>Starts the engine that runs the cells. Called once, on another thread, after the kernel has begun to listen.</summary>
    public required Func<ICellEngine> CreateEngine { get; init; }

    /// <summary>Finds who answers editors' questions about code: completion, inspection, completeness.</summary>
    /// <value>Default: the engine itself if it can, else nobody; the questions are then answered with nothing found.</value>
    public Func<ICellEngine, ILanguageServices?> FindServices { get; init; } = engine => engine as ILanguageServices;

    /// <summary>The language of cells that name none, by the name of its kernel: <c>csharp</c> or <c>fsharp</c>.</summary>
    /// <value>Default: <c>csharp</c>.</value>
    public string Language { get; init; } = KernelNames.CSharp;

    /// <summary>
    /// Whether the process exists for this kernel: it then takes the interrupt and termination signals as requests, ends when the
    /// process that started it has ended, and leaves nothing of its sockets behind.
    /// </summary>
    /// <value>Default: false.</value>
    public bool OwnsProcess { get; init; }

    /// <summary>Told, from any thread, of messages that were dropped and of what went wrong.</summary>
    /// <value>Default: a line on the process's standard error.</value>
    public Action<string> Log { get; init; } = StandardError;

    private static void StandardError(string line)
    {
        // Console.Error belongs to the cells.
        using var stream = Console.OpenStandardError();
        stream.Write(System.Text.Encoding.UTF8.GetBytes($"atelier kernel: {line}{Environment.NewLine}"));
    }
}
