namespace Atelier.Tool;

/// <summary>Makes a folder the process' working folder until disposed: cells read and write files beside their notebook.</summary>
internal sealed class WorkingFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;

    public WorkingFolder(string folder) => Environment.CurrentDirectory = folder;

    public void Dispose() => Environment.CurrentDirectory = _before;
}
