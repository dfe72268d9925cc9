namespace Atelier.Kernel;

/// <summary>Sends what code writes to the console to the session that the code belongs to.</summary>
/// <remarks>
/// The console belongs to the process, so this has to be static. Which session a thread works for flows with its execution context.
/// A thread without one (a server's connection threads) counts as the running cell's, and as the host's while no cell runs.
/// </remarks>
internal static class ConsoleRouter
{
    private static readonly Lock Gate = new();
    private static readonly AsyncLocal<Owner?> CurrentOwner = new();
    private static readonly List<OutputQueue> Sessions = [];
    private static readonly List<OutputQueue> Running = [];
    private static TextWriter _hostOut = TextWriter.Null;
    private static TextWriter _hostError = TextWriter.Null;
    private static TextReader _hostIn = TextReader.Null;
    private static TextWriter? _routedOut;
    private static TextWriter? _routedError;

    /// <summary>The queue of the session that the current thread works for; null when it works for the host.</summary>
    public static OutputQueue? Current
    {
        get
        {
            if (CurrentOwner.Value is { } owner)
                return owner.Queue;
            lock (Gate)
                return Running.Count > 0 ? Running[^1] : null;
        }
    }

    /// <summary>Where the console leads when the current thread works for the host.</summary>
    public static TextWriter Host(string stream) => stream == StreamNames.Error ? _hostError : _hostOut;

    /// <summary>Marks the current flow of execution as the session's.</summary>
    public static void EnterSession(OutputQueue queue) => CurrentOwner.Value = new Owner(queue);

    /// <summary>Marks the current flow of execution as the host's.</summary>
    public static void EnterHost() => CurrentOwner.Value = new Owner(null);

    /// <summary>Routes the console from now until the session is closed.</summary>
    public static void Open(OutputQueue session)
    {
        lock (Gate)
        {
            if (Sessions.Count == 0)
            {
                (_hostIn, _hostOut, _hostError) = (Console.In, Console.Out, Console.Error);
                Route();
            }
            Sessions.Add(session);
        }
    }

    /// <summary>Gives the console back when the last session closes.</summary>
    public static void Close(OutputQueue session)
    {
        lock (Gate)
        {
            Running.Remove(session);
            if (!Sessions.Remove(session) || Sessions.Count > 0)
                return;
            Console.SetIn(_hostIn);
            Console.SetOut(_hostOut);
            Console.SetError(_hostError);
            (_routedOut, _routedError) = (null, null);
        }
    }

    /// <summary>Notes that the session's cell begins. A writer that an earlier cell left in the console is replaced.</summary>
    public static void BeginCell(OutputQueue session)
    {
        lock (Gate)
        {
            // A closed session must not take the console again: nobody would give it back.
            if (!Sessions.Contains(session))
                return;
            Running.Add(session);
            if (Console.Out != _routedOut || Console.Error != _routedError)
                Route();
        }
    }

    /// <summary>Notes that the session's cell has ended.</summary>
    public static void EndCell(OutputQueue session)
    {
        lock (Gate)
            Running.Remove(session);
    }

    private static void Route()
    {
        Console.SetIn(new RoutedReader());
        Console.SetOut(new RoutedWriter(StreamNames.Output));
        Console.SetError(new RoutedWriter(StreamNames.Error));
        // The console wraps what it is given; the wrappers are what it can be compared with later.
        (_routedOut, _routedError) = (Console.Out, Console.Error);
    }

    private sealed record Owner(OutputQueue? Queue);
}
