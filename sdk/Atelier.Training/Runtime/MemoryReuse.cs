using System.Runtime.InteropServices;

namespace Atelier.Training;

/// <summary>Lets the C library keep the memory that a step frees for the next one, while a training runs.</summary>
/// <remarks>
/// glibc gives large blocks back to the system when they are freed, and each page of them is then asked for anew in every step: a small
/// convolutional network spends most of its time on that where a page fault is dear, as in virtual machines. Its own rule adapts to blocks that come again (mallopt(3),
/// M_MMAP_THRESHOLD), but slowly, and not when memory at the top of its heap is free between two steps. Whoever has set these limits by GLIBC_TUNABLES or
/// MALLOC_ variables keeps them. Elsewhere than on glibc nothing happens.
/// </remarks>
internal sealed unsafe class MemoryReuse : IDisposable
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    /// <summary>The largest that glibc takes, and where its own rule ends.</summary>
    private const int LargestMapThreshold = 32 << 20;

    private static readonly Lock Gate = new();
    private static readonly delegate* unmanaged<int, int, int> Mallopt = Find();
    private static int _running;

    private bool _isDisposed;

    public MemoryReuse()
    {
        lock (Gate)
        {
            if (_running++ == 0)
            {
                Set(TrimThreshold, int.MaxValue);
                Set(MapThreshold, LargestMapThreshold);
            }
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (!_isDisposed && --_running == 0)
            {
                // Where glibc's own rule would have ended; its beginning is too low for whoever trains again.
                Set(TrimThreshold, 2 * LargestMapThreshold);
            }

            _isDisposed = true;
        }
    }

    private static void Set(int parameter, int value)
    {
        if (Mallopt is not null)
        {
            Mallopt(parameter, value);
        }
    }

    private static delegate* unmanaged<int, int, int> Find()
    {
        var isChosen = Environment.GetEnvironmentVariable("GLIBC_TUNABLES")?.Contains("malloc", StringComparison.Ordinal) == true
            || Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null
            || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null;
        return !isChosen && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallopt", out var function)
            ? (delegate* unmanaged<int, int, int>)function
            : null;
    }
}
