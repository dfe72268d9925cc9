using System.Globalization;

namespace Atelier.Benchmarks.Tables;

/// <summary>The most memory that this process held while it did something, above what it held before.</summary>
public static class PeakMemory
{
    /// <summary>The bytes.</summary>
    public static double Of(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        // 5 sets the highest mark back to the present.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Read("VmRSS:");
        work();
        return Read("VmHWM:") - before;
    }

    private static double Read(string field) =>
        1024 * double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
            CultureInfo.InvariantCulture);
}
