using System.Diagnostics;

namespace Atelier.Training;

/// <summary>Measures the energy that the machine uses from <see cref="Start()"/> to <see cref="Stop"/>.</summary>
/// <remarks>
/// The processor is measured by its RAPL counters where Linux lets this user read them, graphics cards by NVML where its library is there.
/// Where RAPL cannot be read, the processor's part is an estimate that says so: this process's processor time multiplied by
/// <see cref="WattsPerCore"/>. One meter measures once. Its methods may be called by any thread.
/// </remarks>
public sealed class EnergyMeter : IDisposable
{
    /// <summary>The power of one busy processor core, for the estimate, in watts.</summary>
    /// <remarks>
    /// The design power of server processors divided by their cores lies on both sides of it: 280 W for the 64 cores of an AMD EPYC 7763
    /// (4.4 W each), 270 W for the 40 of an Intel Xeon Platinum 8380 (6.8 W each), by their makers' data sheets. A desktop's core takes more.
    /// </remarks>
    public const double WattsPerCore = 5;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan> _processorTime;
    private readonly IEnergyCounter[] _counters;
    private readonly long _start;
    private readonly TimeSpan _processorStart;
    private EnergyReading? _reading;
    private bool _isClosed;

    private EnergyMeter(IEnergyCounter[] counters, TimeProvider time, Func<TimeSpan> processorTime)
    {
        (_counters, _time, _processorTime) = (counters, time, processorTime);
        (_start, _processorStart) = (time.GetTimestamp(), processorTime());
    }

    /// <summary>Starts to measure.</summary>
    /// <returns>A running meter.</returns>
    public static EnergyMeter Start() => Start(RaplCounter.Folder, TimeProvider.System);

    /// <summary>Ends the measurement; asked again, gives the same reading.</summary>
    /// <returns>The energy since the start.</returns>
    /// <exception cref="ObjectDisposedException">The meter was disposed of before.</exception>
    public EnergyReading Stop()
    {
        lock (_lock)
        {
            if (_reading is null)
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                var parts = _counters.SelectMany(counter => counter.Read()).ToList();
                if (!parts.Exists(part => part.Source == EnergySource.Rapl && part.Name.StartsWith("package", StringComparison.Ordinal)))
                {
                    var seconds = Math.Max(0, (_processorTime() - _processorStart).TotalSeconds);
                    parts.Insert(0, new EnergyPart("processor", seconds * WattsPerCore, EnergySource.ProcessorTime));
                }

                _reading = new EnergyReading(parts, _time.GetElapsedTime(_start));
                Close();
            }

            return _reading;
        }
    }

    /// <summary>Ends the measurement without a reading, where <see cref="Stop"/> was not called.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    /// <summary>Starts to measure by the counters of a powercap folder.</summary>
    internal static EnergyMeter Start(string raplFolder, TimeProvider time, Func<TimeSpan>? processorTime = null, string? nvmlLibrary = null) =>
        new([new RaplCounter(raplFolder, time), new NvmlCounter(time, nvmlLibrary)], time, processorTime ?? ProcessorTime);

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        foreach (var counter in _counters)
        {
            counter.Dispose();
        }
    }
}
