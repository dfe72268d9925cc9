using System.Runtime.InteropServices;

namespace Atelier.Training.Tests;

public sealed class EnergyMeterTests
{
    private const long Range = 262_143_328_850;

    private readonly TimerTime _time = new();
    private TimeSpan _processorTime = TimeSpan.FromSeconds(100);

    [Fact]
    public void Stop_PackagesAndMemory_AreAddedUpWithoutThePartsOfPackages()
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 1_000_000);
        Zone(folder, "intel-rapl:0:0", "core", 500_000);
        Zone(folder, "intel-rapl:0:1", "dram", 10);
        Zone(folder, "intel-rapl:0:2", "uncore", 10);
        Zone(folder, "intel-rapl:1", "package-1", 7);
        Zone(folder, "intel-rapl:2", "psys", 5);
        Zone(folder, "intel-rapl-mmio:0", "package-0", 1_000_000);
        using var meter = Start(folder);

        _time.Advance(TimeSpan.FromSeconds(3));
        Count(folder, "intel-rapl:0", 3_500_000);
        Count(folder, "intel-rapl:0:0", 3_000_000);
        Count(folder, "intel-rapl:0:1", 250_010);
        Count(folder, "intel-rapl:1", 1_000_007);
        Count(folder, "intel-rapl:2", 9_000_000);
        Count(folder, "intel-rapl-mmio:0", 3_500_000);
        var reading = meter.Stop();

        Assert.Equal(
            [
                new EnergyPart("package-0", 2.5, EnergySource.Rapl),
                new EnergyPart("dram intel-rapl:0:1", 0.25, EnergySource.Rapl),
                new EnergyPart("package-1", 1, EnergySource.Rapl),
            ],
            reading.Parts);
        Assert.Equal((3.75, false, TimeSpan.FromSeconds(3)), (reading.Joules, reading.IsEstimate, reading.Elapsed));
        Assert.Equal("3.75 J (measured by RAPL)", reading.ToString());
    }

    [Fact]
    public void Stop_CounterThatBeganAnew_IsFollowedAcrossItsRange()
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", Range - 1_000_000);
        using var meter = Start(folder);

        Count(folder, "intel-rapl:0", 2_000_000);
        var reading = meter.Stop();

        Assert.Equal(3, reading.Joules, 1e-9);
    }

    [Fact]
    public void Stop_CounterThatBeganAnewTwice_CountsBoth()
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 0, range: 10_000_000);
        using var meter = Start(folder);

        // Read by a timer in between: at the end alone nothing would show that it went round.
        foreach (var count in new[] { 6_000_000, 2_000_000, 8_000_000, 4_000_000 })
        {
            Count(folder, "intel-rapl:0", count);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(24, meter.Stop().Joules, 1e-9);
    }

    [Fact]
    public void Stop_WithoutCounters_EstimatesFromProcessorTimeAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        using var meter = Start(folder);

        _processorTime += TimeSpan.FromSeconds(12);
        var reading = meter.Stop();

        Assert.Equal([new EnergyPart("processor", 12 * EnergyMeter.WattsPerCore, EnergySource.ProcessorTime)], reading.Parts);
        Assert.True(reading.IsEstimate);
        Assert.Equal("60 J (estimated from processor time)", reading.ToString());
    }

    [Fact]
    public void Stop_FolderThatDoesNotExist_Estimates()
    {
        using var folder = new TemporaryFolder();
        using var meter = EnergyMeter.Start(folder["nowhere"], _time, () => _processorTime, "no-such-library");

        Assert.Equal(EnergySource.ProcessorTime, meter.Stop().Parts.Single().Source);
    }

    [Theory]
    [InlineData("energy_uj", "")]
    [InlineData("energy_uj", "many")]
    [InlineData("energy_uj", "-5")]
    [InlineData("energy_uj", "1.5")]
    [InlineData("energy_uj", "99999999999999999999999999")]
    [InlineData("energy_uj", "262143328851")]
    [InlineData("max_energy_range_uj", "")]
    [InlineData("max_energy_range_uj", "infinite")]
    [InlineData("name", "\0\0")]
    public void Stop_ZoneWithGarbage_IsLeftOut(string file, string content)
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 5);
        folder.Write(Path.Combine("intel-rapl:0", file), content);
        using var meter = Start(folder);

        _processorTime += TimeSpan.FromSeconds(1);
        var reading = meter.Stop();

        Assert.Equal([EnergySource.ProcessorTime], reading.Parts.Select(part => part.Source));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("energy_uj")]
    [InlineData("max_energy_range_uj")]
    public void Stop_FileThatCannotBeRead_LeavesTheZoneOut(string file)
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 5);
        File.Delete(folder["intel-rapl:0", file]);
        // A folder cannot be read as a file, whoever the user is.
        Directory.CreateDirectory(folder["intel-rapl:0", file]);
        using var meter = Start(folder);

        Assert.Equal(EnergySource.ProcessorTime, meter.Stop().Parts.Single().Source);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gone")]
    [InlineData("262143328851")]
    public void Stop_CounterLostOnTheWay_FallsBackToTheEstimate(string? content)
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 0);
        Zone(folder, "intel-rapl:0:0", "dram", 0);
        using var meter = Start(folder);
        Count(folder, "intel-rapl:0", 1_000_000);
        _time.Advance(TimeSpan.FromMinutes(1));
        if (content is null)
        {
            File.Delete(folder["intel-rapl:0", "energy_uj"]);
        }
        else
        {
            folder.Write(Path.Combine("intel-rapl:0", "energy_uj"), content);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Count(folder, "intel-rapl:0", 900_000_000);
        Count(folder, "intel-rapl:0:0", 2_000_000);
        _processorTime += TimeSpan.FromSeconds(1);
        var reading = meter.Stop();

        // What it used while it was away is unknown, so nothing is made of it.
        Assert.Equal(
            [new EnergyPart("processor", EnergyMeter.WattsPerCore, EnergySource.ProcessorTime), new EnergyPart("dram intel-rapl:0:0", 2, EnergySource.Rapl)],
            reading.Parts);
        Assert.True(reading.IsEstimate);
    }

    [Fact]
    public void Stop_Twice_GivesTheSameReadingAndEndsTheTimer()
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 0);
        using var meter = Start(folder);
        Assert.Equal(1, _time.Timers);
        Count(folder, "intel-rapl:0", 5_000_000);

        var first = meter.Stop();
        Count(folder, "intel-rapl:0", 9_000_000);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Same(first, meter.Stop());
        Assert.Equal((5, 0), (first.Joules, _time.Timers));
    }

    [Fact]
    public void Stop_AfterDispose_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Zone(folder, "intel-rapl:0", "package-0", 0);
        var meter = Start(folder);

        meter.Dispose();
        meter.Dispose();

        Assert.Throws<ObjectDisposedException>(meter.Stop);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void Start_LibraryThatIsNotNvml_CountsNoGpu()
    {
        Assert.SkipUnless(RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "libc.so.6 is Linux's.");

        using var counter = new NvmlCounter(_time, "libc.so.6");

        Assert.Empty(counter.Read());
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void Start_OnThisMachine_MeasuresOrEstimatesWork()
    {
        using var meter = EnergyMeter.Start();
        var sum = 0.0;
        for (var i = 0; i < 30_000_000; i++)
        {
            sum += Math.Sqrt(i);
        }

        var reading = meter.Stop();

        Assert.True(sum > 0);
        Assert.InRange(reading.Joules, double.Epsilon, 1e6);
        Assert.True(reading.Elapsed > TimeSpan.Zero);
    }

    private static void Zone(TemporaryFolder folder, string zone, string name, long count, long range = Range)
    {
        folder.Write(Path.Combine(zone, "name"), $"{name}\n");
        folder.Write(Path.Combine(zone, "max_energy_range_uj"), $"{range}\n");
        Count(folder, zone, count);
    }

    private static void Count(TemporaryFolder folder, string zone, long count) => folder.Write(Path.Combine(zone, "energy_uj"), $"{count}\n");

    private EnergyMeter Start(TemporaryFolder folder) => EnergyMeter.Start(folder.Path, _time, () => _processorTime, "no-such-library");
}
