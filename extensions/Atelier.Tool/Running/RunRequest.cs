using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>What <c>atelier run</c> is asked to do.</summary>
internal sealed record RunRequest
{
    /// <summary>The files to run, one after another.</summary>
    public required IReadOnlyList<string> Notebooks { get; init; }

    /// <summary>The file or folder for what was executed; null for the default places.</summary>
    public string? Output { get; init; }

    /// <summary>The file or folder for pages of what was executed; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Whether what was executed takes the place of the notebooks.</summary>
    public bool IsInPlace { get; init; }

    /// <summary>Values for every notebook.</summary>
    public IReadOnlyList<NotebookParameter> Parameters { get; init; } = [];

    /// <summary>The limit of each cell; null for none.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Whether the cells after one that failed run too.</summary>
    public bool KeepGoing { get; init; }
}
