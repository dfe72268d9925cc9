namespace Atelier.Kernel;

/// <summary>What a notebook cell is.</summary>
public enum CellKind
{
    /// <summary>Code that an engine runs.</summary>
    Code,

    /// <summary>Prose in Markdown.</summary>
    Markdown,

    /// <summary>Text that is passed through as it is.</summary>
    Raw,
}
