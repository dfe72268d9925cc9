using System.Runtime.InteropServices;

namespace Atelier.Packaging;

/// <summary>Lets what was made or renamed in a folder outlast a loss of power, as flushing a file does for what is in it.</summary>
internal static class FolderSync
{
    // EINVAL, and ENOTSUP of Linux and macOS: file systems, such as some of networks, that know no such thing.
    private static readonly int[] Unknown = [22, 95, 45];

    /// <summary>Waits until the disk has the folder's entries; Windows, whose file systems keep a journal of them, does nothing.</summary>
    /// <exception cref="IOException">There is no such folder, or the disk failed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Open(folder, flags: 0);
        if (file < 0)
        {
            throw Failure(folder);
        }

        try
        {
            if (Sync(file) != 0 && !Unknown.Contains(Marshal.GetLastPInvokeError()))
            {
                throw Failure(folder);
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static IOException Failure(string folder) => new(
        $"The folder `{folder}` cannot be written to disk: {Marshal.GetLastPInvokeErrorMessage()}. See that it is there and its disk works.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
