namespace Atelier.Tool;

/// <summary>Keeps two runs from packing the same repository at the same time.</summary>
internal static class FeedLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until no other run packs; the lock ends with the stream, and with the process.</summary>
    public static async Task<FileStream> AcquireAsync(SourceTree tree, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(tree.Notes);
        var path = Path.Combine(tree.Notes, "lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }
}
