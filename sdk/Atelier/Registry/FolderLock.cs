namespace Atelier.Registry;

/// <summary>Lets one writer at a time into a folder, of all threads and processes that use this; the system frees it when a process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = ".lock";

    // EWOULDBLOCK of Linux and macOS, and ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Waits until nobody else is in.</summary>
    /// <param name="folder">The folder; it is there.</param>
    /// <param name="patience">The longest wait.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Another writer stayed too long.</exception>
    public static async Task<FolderLock> EnterAsync(string folder, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        var began = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException error) when (Taken.Contains(error.HResult))
            {
                if (time.GetElapsedTime(began) > patience)
                {
                    throw new TimeoutException(
                        $"Another writer has held `{path}` for {patience.TotalSeconds:0} s. Try again when it is done; if it hangs, end that process.", error);
                }
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }
    }

    public void Dispose() => _file.Dispose();
}
