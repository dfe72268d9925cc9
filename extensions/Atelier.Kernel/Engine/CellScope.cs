namespace Atelier.Kernel;

/// <summary>One running cell, as the code that works for it sees it: on the cell thread and on every thread that it started.</summary>
internal sealed class CellScope(NotebookSession session, CellRequest request, int number, CancellationToken interrupted)
{
    private static readonly AsyncLocal<CellScope?> Flow = new();
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
}
