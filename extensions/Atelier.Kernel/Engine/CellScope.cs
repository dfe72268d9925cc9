namespace Atelier.Kernel;

/// <summary>One running cell, as the code that works for it sees it: on the cell thread and on every thread that it started.</summary>
internal sealed class CellScope(NotebookSession session, CellRequest request, int number, CancellationToken interrupted)
{
    private static readonly AsyncLocal<CellScope?> Flow = new();
    private readonly object _gate = new();
    private bool _isStoppable;
    private volatile bool _isAbandoned;

    /// <summary>The cell that the caller works for, which may have ended; null outside of all cells.</summary>
    public static CellScope? Current => Flow.Value;

    public NotebookSession Session => session;

    public CellRequest Request => request;

    /// <summary>The number of the execution, from 1.</summary>
    public int Number => number;

    /// <summary>Set when the cell is interrupted.</summary>
    public CancellationToken Interrupted => interrupted;

    /// <summary>Whether nobody waits for the cell any more, because it could not be stopped. What it puts out is dropped.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Makes the calling thread, and those that it starts, work for this cell.</summary>
    public void Enter() => Flow.Value = this;

    /// <summary>Makes the calling thread work for no cell.</summary>
    public static void Leave() => Flow.Value = null;

    /// <summary>Runs the cell's code, whose waits can be broken off; those of the kernel around it cannot.</summary>
    public void RunStoppable(Action run)
    {
        lock (_gate)
            _isStoppable = true;
        try
        {
            run();
        }
        finally
        {
            EndStoppable();
        }
    }

    /// <summary>Breaks off what the cell's code waits for, if it waits.</summary>
    public void BreakOff(CellThread thread)
    {
        lock (_gate)
            if (_isStoppable && thread.IsWaiting)
                thread.Interrupt();
    }

    public void Abandon() => _isAbandoned = true;

    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    public void ThrowIfInterrupted() => interrupted.ThrowIfCancellationRequested();

    /// <summary>Asks the user who runs the calling code's cell.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static Task<string> AskAsync(string prompt, bool isPassword)
    {
        var scope = Current ?? NotebookSession.Latest?.Running;
        if (scope?.Request.Input is { } ask)
        {
            // The text before a question is often the question.
            scope.Session.Outputs.Flush();
            return ask(new InputRequest(prompt ?? "", isPassword), scope.Interrupted);
        }
        var question = string.IsNullOrWhiteSpace(prompt) ? "The cell asks for input" : $"The cell asks \"{prompt.Trim()}\"";
        throw new InvalidOperationException(
            $"{question}, and there is nobody to answer: the notebook runs without a front end that takes input. "
            + "Put the value in a variable of the cell tagged parameters and give it with -p name=value.");
    }

    private void EndStoppable()
    {
        // What was to break off a wait that ended at the same moment would break off the next one: one of these two.
        while (!TryEndStoppable())
        {
        }
    }

    private bool TryEndStoppable()
    {
        try
        {
            lock (_gate)
            {
                _isStoppable = false;
                Monitor.Wait(_gate, 0);
            }
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
