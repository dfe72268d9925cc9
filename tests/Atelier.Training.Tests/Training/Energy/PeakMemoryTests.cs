namespace Atelier.Training.Tests;

public sealed class PeakMemoryTests
{
    private const long Kibibyte = 1024;

    [Fact]
    public void Bytes_PeakThatCanBeForgotten_IsTheSystems()
    {
        using var folder = new TemporaryFolder();
        var (status, clear) = (Status(folder, peak: 500, now: 400), folder.Write("clear_refs", ""));

        var memory = PeakMemory.Start(status, clear);
        Status(folder, peak: 450, now: 410);

        Assert.Equal("5", File.ReadAllText(clear));
        Assert.Equal(450 * Kibibyte, memory.Bytes());
    }

    [Fact]
    public void Bytes_PeakOfBeforeTheStart_IsNotMeant()
    {
        using var folder = new TemporaryFolder();
        var memory = PeakMemory.Start(Status(folder, peak: 900, now: 100), folder["none"]);

        Status(folder, peak: 900, now: 300);
        memory.Sample();
        Status(folder, peak: 900, now: 200);

        Assert.Equal(300 * Kibibyte, memory.Bytes());
        Assert.False(File.Exists(folder["none"]));
    }

    [Fact]
    public void Bytes_PeakThatGrew_IsExactWithoutSamples()
    {
        using var folder = new TemporaryFolder();
        var memory = PeakMemory.Start(Status(folder, peak: 900, now: 100), folder["none"]);

        Status(folder, peak: 1_200, now: 200);

        Assert.Equal(1_200 * Kibibyte, memory.Bytes());
    }

    [Fact]
    public void Bytes_PeakThatMayNotBeForgotten_IsSampled()
    {
        using var folder = new TemporaryFolder();
        // A folder cannot be written to, whoever the user is.
        Directory.CreateDirectory(folder["clear_refs"]);

        var memory = PeakMemory.Start(Status(folder, peak: 900, now: 100), folder["clear_refs"]);

        Assert.Equal(100 * Kibibyte, memory.Bytes());
    }

    [Theory]
    [InlineData("")]
    [InlineData("VmHWM:\nVmRSS:\n")]
    [InlineData("VmHWM:\tmuch kB\nVmRSS:\t-3 kB\n")]
    [InlineData("VmHWM:\t9223372036854775807 kB\nVmRSS:\t9223372036854775807 kB\n")]
    public void Bytes_StatusThatSaysNothing_IsThatOfTheRuntime(string content)
    {
        using var folder = new TemporaryFolder();

        var memory = PeakMemory.Start(folder.Write("status", content), folder["none"]);

        Assert.InRange(memory.Bytes(), 1_000_000, 1L << 40);
    }

    [Fact]
    public void Bytes_OnThisMachine_HoldWhatWasTaken()
    {
        var memory = PeakMemory.Start();
        var before = memory.Bytes();

        var taken = new byte[200_000_000];
        Array.Fill(taken, (byte)1);
        memory.Sample();
        GC.KeepAlive(taken);

        Assert.InRange(memory.Bytes(), Math.Max(before, 200_000_000), 1L << 40);
    }

    private static string Status(TemporaryFolder folder, long peak, long now) =>
        folder.Write("status", $"Name:\tdotnet\nVmPeak:\t 99999 kB\nVmHWM:\t{peak,8} kB\nVmRSS:\t{now,8} kB\nThreads:\t2\n");
}
