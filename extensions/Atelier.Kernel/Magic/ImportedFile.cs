namespace Atelier.Kernel;

/// <summary>A file while it is imported, and the one that imports it.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Importer">The file that imports it; null for a cell.</param>
internal sealed record ImportedFile(string Path, ImportedFile? Importer)
{
    private static readonly AsyncLocal<ImportedFile?> Flow = new();

    /// <summary>The file whose code the caller runs; null for a cell of the notebook.</summary>
    public static ImportedFile? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The files from the first to this one.</summary>
    public IEnumerable<ImportedFile> Chain => (Importer?.Chain ?? []).Append(this);
}
