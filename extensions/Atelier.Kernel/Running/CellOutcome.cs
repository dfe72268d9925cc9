namespace Atelier.Kernel;

/// <summary>How a cell of a run ended.</summary>
public enum CellOutcome
{
    /// <summary>The cell ran to its end.</summary>
    Succeeded,

    /// <summary>The cell failed, and carries the tag <c>raises-exception</c>, which says that it should.</summary>
    FailedAsExpected,

    /// <summary>The cell failed.</summary>
    Failed,

    /// <summary>The cell went on after its time limit and could not be stopped; the session is lost to the cells after it.</summary>
    LeftBehind,

    /// <summary>The engine's process ended while the cell ran, or before it could; the session is lost to the cells after it.</summary>
    Died,

    /// <summary>The run was cancelled while the cell ran.</summary>
    Cancelled,
}
