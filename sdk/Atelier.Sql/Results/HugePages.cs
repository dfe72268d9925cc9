using System.Runtime.InteropServices;

namespace Atelier.Sql;

/// <summary>Asks the system to map large blocks of new memory in pages of megabytes, so that the first touch of each 4 KB need not ask it for a page.</summary>
/// <remarks>
/// NumPy does the same for arrays of 4 MB and more (NPY_USE_HUGEPAGE). On Linux most distributions give such pages to those who ask; elsewhere, and
/// where they are switched off, nothing happens. It is a hint: memory in use counts only what was touched, rounded to such pages.
/// </remarks>
internal static unsafe partial class HugePages
{
    private const nuint Least = 4 << 20;
    private const int Page = 4096;
    private const int AdviseHugePage = 14;

    /// <summary>An array of bytes not yet written.</summary>
    public static byte[] Allocate(int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        fixed (byte* start = bytes)
        {
            Advise(start, (nuint)length);
        }

        return bytes;
    }

    /// <summary>Asks for a block that is not yet written; small ones are left alone.</summary>
    public static void Advise(void* start, nuint length)
    {
        if (length >= Least && OperatingSystem.IsLinux())
        {
            var first = (nuint)start & ~(nuint)(Page - 1);
            _ = Advise((void*)first, (nuint)start + length - first, AdviseHugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
