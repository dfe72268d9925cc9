namespace Atelier.Data;

/// <summary>Lets one process at a time download a file; the others wait.</summary>
internal static class DownloadLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the lock; disposing gives it back. The empty lock file stays, because deleting it would let two in.</summary>
    /// <exception cref="IOException">The lock file cannot be made, for instance in a folder that is read-only.</exception>
    public static async Task<FileStream> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeld(error))
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Windows: ERROR_SHARING_VIOLATION; Linux and macOS: EWOULDBLOCK.
    private static bool IsHeld(IOException error) => (error.HResult & 0xFFFF) is var code
        && code == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
}
