using System.Runtime.InteropServices;

namespace Atelier.Tool;

/// <summary>The output streams of the C library, in which native code's text waits until there is enough of it.</summary>
internal static class NativeStreams
{
    /// <summary>Sends on what waits in all streams.</summary>
    public static void Flush()
    {
        if (!OperatingSystem.IsWindows())
            _ = FlushAll(IntPtr.Zero);
    }

    [DllImport("libc", EntryPoint = "fflush")]
    private static extern int FlushAll(IntPtr stream);
}
