namespace Atelier.Kernel;

/// <summary>A notebook in another form.</summary>
/// <param name="Text">The whole content of the file.</param>
/// <param name="Warnings">What could not be carried over, a sentence each; empty when nothing was lost.</param>
public sealed record ConvertedNotebook(string Text, IReadOnlyList<string> Warnings)
{
    /// <summary>Writes the text to a file: whole or not at all. The folder is created when it is missing.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AtomicFile.WriteAsync(path, Text, cancellationToken);
    }
}
