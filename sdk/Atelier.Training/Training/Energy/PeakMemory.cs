using System.Diagnostics;
using System.Globalization;

namespace Atelier.Training;

/// <summary>The largest resident memory of this process from <see cref="Start()"/> on.</summary>
/// <remarks>
/// Linux keeps the largest value (VmHWM in <c>/proc/self/status</c>) and forgets it when 5 is written to <c>/proc/self/clear_refs</c>
/// (proc(5), Linux 4.0 and later), which some containers forbid. There, and on other systems, the system's value counts from the beginning
/// of the process: it is the answer if it has grown since the start, else the largest of the samples taken here, which may miss a short peak.
/// To forget the peak forgets it for everybody who looks at the process.
/// </remarks>
internal sealed class PeakMemory
{
    private readonly string _status;
    private readonly bool _isForgotten;
    private readonly long _peakBefore;
    private long _largestSample;

    private PeakMemory(string status, string clearReferences)
    {
        _status = status;
        _isForgotten = TryForget(clearReferences);
        _peakBefore = Peak();
        Sample();
    }

    /// <summary>Starts to watch.</summary>
    public static PeakMemory Start() => Start("/proc/self/status", "/proc/self/clear_refs");

    internal static PeakMemory Start(string status, string clearReferences) => new(status, clearReferences);

    /// <summary>Looks at the memory now, for where the system's own peak is from before the start.</summary>
    public void Sample() => _largestSample = Math.Max(_largestSample, Now());

    /// <summary>The largest resident memory since the start in bytes; a lower bound where only samples can tell.</summary>
    public long Bytes()
    {
        Sample();
        var peak = Peak();
        return _isForgotten || peak > _peakBefore ? Math.Max(peak, _largestSample) : _largestSample;
    }

    private static bool TryForget(string clearReferences)
    {
        try
        {
            if (!File.Exists(clearReferences))
            {
                return false;
            }

            File.WriteAllText(clearReferences, "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private long Peak()
    {
        if (Field("VmHWM:") is { } bytes)
        {
            return bytes;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private long Now() => Field("VmRSS:") ?? Environment.WorkingSet;

    /// <summary>A field of the status file, which is in kibibytes.</summary>
    private long? Field(string name)
    {
        try
        {
            var line = File.Exists(_status) ? File.ReadLines(_status).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
            var number = line?[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) && kibibytes <= long.MaxValue / 1024
                ? kibibytes * 1024
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
