namespace Atelier.Data;

/// <summary>Something that may spoil a model.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Column">The column concerned; null for the table as a whole.</param>
/// <param name="Message">What was found, with figures, and what to do about it.</param>
public sealed record DataWarning(DataWarningKind Kind, string? Column, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
