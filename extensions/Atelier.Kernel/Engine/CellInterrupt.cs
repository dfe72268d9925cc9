using System.ComponentModel;

namespace Atelier.Kernel;

/// <summary>What the compiled code of cells calls in its loops and at the start of its methods, so that it can be interrupted.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellInterrupt
{
    private static int _interrupted;

    /// <summary>Ends the calling code when the cell that it belongs to is interrupted.</summary>
    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    public static void Poll()
    {
        if (_interrupted > 0)
            CellScope.Current?.ThrowIfInterrupted();
    }

    /// <summary>Notes that there is one more cell whose code has to end.</summary>
    internal static void Begin() => Interlocked.Increment(ref _interrupted);

    /// <summary>Notes that the code of an interrupted cell has ended.</summary>
    internal static void End() => Interlocked.Decrement(ref _interrupted);
}
