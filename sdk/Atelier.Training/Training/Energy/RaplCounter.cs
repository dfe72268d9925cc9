using System.Globalization;

namespace Atelier.Training;

/// <summary>The energy counters of the processor, as Linux's powercap folder shows them.</summary>
/// <remarks>
/// Each zone is a folder <c>intel-rapl:N</c> (a package, or the whole platform) or <c>intel-rapl:N:M</c> (a part of a package) with files
/// <c>name</c>, <c>energy_uj</c> and <c>max_energy_range_uj</c>; AMD's processors use the same names. Packages are counted and the memory
/// beside them; cores and built-in graphics lie within a package, and <c>psys</c> holds all of them. A counter goes back to zero beyond its
/// range, after minutes under load, so it is read often enough.
/// Source: Documentation/power/powercap/powercap.rst of the Linux kernel.
/// </remarks>
internal sealed class RaplCounter : IEnergyCounter
{
    public const string Folder = "/sys/class/powercap";

    /// <summary>A counter of 2^32 units of 15 microjoules lasts some 65,000 J, which 1,000 W use up in a minute.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<Zone> _zones;
    private readonly ITimer? _timer;

    public RaplCounter(string root, TimeProvider time)
    {
        _zones = [.. Folders(root).Select(Zone.TryOpen).OfType<Zone>()];
        _timer = _zones.Count == 0 ? null : time.CreateTimer(_ => Advance(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public IReadOnlyList<EnergyPart> Read()
    {
        Advance();
        lock (_lock)
        {
            return [.. _zones.Where(zone => !zone.IsLost).Select(zone => new EnergyPart(zone.Name, zone.Microjoules / 1e6, EnergySource.Rapl))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private static string[] Folders(string root)
    {
        try
        {
            return [.. Directory.GetDirectories(root, "intel-rapl:*").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string path) =>
        long.TryParse(Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private void Advance()
    {
        lock (_lock)
        {
            foreach (var zone in _zones)
            {
                zone.Advance();
            }
        }
    }

    private sealed class Zone(string name, string energy, long range, long first)
    {
        private long _last = first;

        public string Name => name;

        public double Microjoules { get; private set; }

        /// <summary>Whether the counter could not be read once: what it missed is unknown.</summary>
        public bool IsLost { get; private set; }

        public static Zone? TryOpen(string folder)
        {
            var name = Text(Path.Combine(folder, "name"));
            var energy = Path.Combine(folder, "energy_uj");
            if (name is null || !(name.StartsWith("package", StringComparison.Ordinal) || name == "dram")
                || Number(energy) is not { } first || Number(Path.Combine(folder, "max_energy_range_uj")) is not { } range || first > range)
            {
                return null;
            }

            return new Zone(name == "dram" ? $"dram {Path.GetFileName(folder)}" : name, energy, range, first);
        }

        public void Advance()
        {
            if (IsLost)
            {
                return;
            }

            if (Number(energy) is not { } now || now > range)
            {
                IsLost = true;
                return;
            }

            Microjoules += now >= _last ? now - _last : range - _last + now;
            _last = now;
        }
    }
}
