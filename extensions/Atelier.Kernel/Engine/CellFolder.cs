namespace Atelier.Kernel;

/// <summary>The folder from which relative paths in a session's directives start.</summary>
/// <remarks>
/// It is the session's own until a cell changes the current directory of the process; from then on it is where that cell went.
/// What the rest of the process does with its current directory is no concern of the session.
/// </remarks>
internal sealed class CellFolder(string folder)
{
    /// <summary>The folder's full path.</summary>
    public string Path { get; private set; } = folder;

    /// <summary>Watches over the run of a cell, until the result is disposed.</summary>
    public IDisposable Follow() => new Move(this);

    private static string? Current()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            // It has been deleted.
            return null;
        }
    }

    private sealed class Move(CellFolder owner) : IDisposable
    {
        private readonly string? _before = Current();

        public void Dispose()
        {
            if (Current() is { } now && now != _before)
                owner.Path = now;
        }
    }
}
