using System.Runtime.InteropServices;

namespace Atelier.Training;

/// <summary>The energy of the NVIDIA graphics processors, by the library of their driver (NVML).</summary>
/// <remarks>
/// Energy counters exist since the Volta generation; before it the power is read each second and multiplied by the time.
/// Source: NVML API reference, device queries: nvmlDeviceGetTotalEnergyConsumption (millijoules), nvmlDeviceGetPowerUsage (milliwatts).
/// </remarks>
internal sealed unsafe class NvmlCounter : IEnergyCounter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<Gpu> _gpus = [];
    private readonly ITimer? _timer;
    private nint _library;
    private bool _initialized;
    private delegate* unmanaged<nint, ulong*, int> _energy;
    private delegate* unmanaged<nint, uint*, int> _power;

    /// <param name="library">The driver's library; null for the system's own.</param>
    /// <param name="time">Measures the time between readings of the power.</param>
    public NvmlCounter(TimeProvider time, string? library = null)
    {
        _time = time;
        if (!TryOpen(library))
        {
            Close();
            return;
        }

        if (_gpus.Exists(gpu => gpu.FirstMillijoules is null))
        {
            _timer = time.CreateTimer(_ => Sample(), null, Interval, Interval);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EnergyPart> Read()
    {
        Sample();
        lock (_lock)
        {
            return [.. _gpus.Select(gpu => (gpu.Name, Joules: Joules(gpu))).Where(part => part.Joules is not null)
                .Select(part => new EnergyPart(part.Name, part.Joules!.Value, EnergySource.Nvml))];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            Close();
        }
    }

    private bool TryOpen(string? library)
    {
        string[] names = library is not null ? [library] : OperatingSystem.IsWindows() ? ["nvml.dll"] : ["libnvidia-ml.so.1", "libnvidia-ml.so"];
        if (!names.Any(name => NativeLibrary.TryLoad(name, out _library))
            || !NativeLibrary.TryGetExport(_library, "nvmlInit_v2", out var init)
            || !NativeLibrary.TryGetExport(_library, "nvmlDeviceGetCount_v2", out var count)
            || !NativeLibrary.TryGetExport(_library, "nvmlDeviceGetHandleByIndex_v2", out var handle)
            || !NativeLibrary.TryGetExport(_library, "nvmlDeviceGetPowerUsage", out var power)
            || !NativeLibrary.TryGetExport(_library, "nvmlDeviceGetTotalEnergyConsumption", out var energy)
            || ((delegate* unmanaged<int>)init)() != 0)
        {
            return false;
        }

        _initialized = true;
        _energy = (delegate* unmanaged<nint, ulong*, int>)energy;
        _power = (delegate* unmanaged<nint, uint*, int>)power;
        uint gpus = 0;
        if (((delegate* unmanaged<uint*, int>)count)(&gpus) != 0)
        {
            return false;
        }

        for (uint i = 0; i < gpus; i++)
        {
            nint device = 0;
            if (((delegate* unmanaged<uint, nint*, int>)handle)(i, &device) == 0)
            {
                _gpus.Add(new Gpu($"GPU {i}", device, Millijoules(device)) { At = _time.GetTimestamp(), Watts = Watts(device) });
            }
        }

        return true;
    }

    private void Sample()
    {
        lock (_lock)
        {
            foreach (var gpu in _gpus.Where(gpu => gpu.FirstMillijoules is null))
            {
                var now = _time.GetTimestamp();
                var watts = Watts(gpu.Device);
                // The mean of the power at both ends; a GPU that once gave none is left out.
                gpu.Sampled += (gpu.Watts + watts) / 2 * _time.GetElapsedTime(gpu.At, now).TotalSeconds;
                (gpu.At, gpu.Watts) = (now, watts);
            }
        }
    }

    private double? Joules(Gpu gpu) => gpu.FirstMillijoules is { } first
        ? Millijoules(gpu.Device) is { } now && now >= first ? (now - first) / 1e3 : null
        : gpu.Sampled;

    private ulong? Millijoules(nint device)
    {
        ulong value = 0;
        return _energy(device, &value) == 0 ? value : null;
    }

    private double? Watts(nint device)
    {
        uint value = 0;
        return _power(device, &value) == 0 ? value / 1e3 : null;
    }

    private void Close()
    {
        _gpus.Clear();
        if (_initialized && NativeLibrary.TryGetExport(_library, "nvmlShutdown", out var shutdown))
        {
            _ = ((delegate* unmanaged<int>)shutdown)();
        }

        if (_library != 0)
        {
            NativeLibrary.Free(_library);
        }

        (_library, _initialized) = (0, false);
    }

    private sealed class Gpu(string name, nint device, ulong? firstMillijoules)
    {
        public string Name => name;

        public nint Device => device;

        public ulong? FirstMillijoules => firstMillijoules;

        public long At { get; set; }

        public double? Watts { get; set; }

        public double? Sampled { get; set; } = 0;
    }
}
