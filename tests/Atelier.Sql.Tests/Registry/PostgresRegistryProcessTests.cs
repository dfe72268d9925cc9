using System.ComponentModel;
using System.Diagnostics;
using Atelier.Packaging;
using Atelier.Registry;
using Atelier.Tests.Packaging;

namespace Atelier.Sql.Tests.Registry;

/// <summary>Writers in child processes, some of them ended in the middle, and a disk that is full.</summary>
public sealed class PostgresRegistryProcessTests : IAsyncDisposable
{
    private const string Place = "ATELIER_TEST_REGISTRY";
    private const int Kills = 8;

    private readonly RegistryPlace _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task AnyChange_KilledAtAnyMoment_LeavesWholeVersionsAndAliasesThatNameOne()
    {
        if (Environment.GetEnvironmentVariable(Place) is { } given)
        {
            await ChangeUntilKilled(Given(given));
            return;
        }

        var registry = _place.Open();
        await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(nameof(AnyChange_KilledAtAnyMoment_LeavesWholeVersionsAndAliasesThatNameOne));
            var seen = await LastAsync();
            while (await LastAsync() == seen && !child.HasExited)
            {
                await Task.Delay(5, Token);
            }

            Assert.False(child.HasExited, "The child ended by itself.");
            await Task.Delay(random.Next(80), Token);
            child.Kill();
            await child.WaitForExitAsync(Token);

            await EnsureWhole(registry);
        }

        Assert.Equal((await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token)).Version, await LastAsync());
        await registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 2, KeepFor = TimeSpan.Zero }, Token);
        await EnsureWhole(registry);
        var named = (await registry.VersionsAsync("flowers", Token)).Select(version => version.Digest).Distinct();
        Assert.Equal(named.Append("registry.json").Order(StringComparer.Ordinal), _place.Files);
    }

    [Fact]
    public async Task Register_FromTwoProcesses_NumbersEachOnce()
    {
        const int each = 20;
        if (Environment.GetEnvironmentVariable(Place) is { } given)
        {
            var registry = Given(given);
            for (var i = 0; i < each; i++)
            {
                var tags = new Dictionary<string, string> { ["turn"] = $"{i}" };
                var made = await registry.RegisterAsync(PackageSamples.Bare(), null, tags, Token);
                await registry.SetAliasAsync("flowers", "newest", made.Version, Token);
            }

            return;
        }

        Assert.NotNull(PostgresServer.Settings);
        using var first = Start(nameof(Register_FromTwoProcesses_NumbersEachOnce));
        using var second = Start(nameof(Register_FromTwoProcesses_NumbersEachOnce));
        await Task.WhenAll(first.WaitForExitAsync(Token), second.WaitForExitAsync(Token));

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        var versions = await _place.Open().VersionsAsync("flowers", Token);
        Assert.Equal(Enumerable.Range(1, 2 * each), versions.Select(version => version.Version).Order());
        Assert.All(versions.CountBy(version => version.Tags["turn"]), turn => Assert.Equal(2, turn.Value));
        Assert.Equal((2, "newest"), (_place.Files.Count(), Assert.Single(versions.SelectMany(version => version.Aliases))));
    }

    [Fact]
    public async Task Register_OnAFullDisk_RegistersNothing()
    {
        var registry = _place.Open();
        Directory.CreateDirectory(_place.Blobs);
        Assert.SkipUnless(
            await Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _place.Blobs),
            "A small disk cannot be mounted here; that takes root on Linux.");
        try
        {
            await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
            await registry.SetAliasAsync("flowers", "champion", 1, Token);

            await Assert.ThrowsAnyAsync<IOException>(() => registry.RegisterAsync(Large(1), cancellationToken: Token));

            await EnsureWhole(registry);
            Assert.Equal(2, _place.Files.Count());
            Assert.Equal(2, (await registry.RegisterAsync(PackageSamples.Full(), cancellationToken: Token)).Version);
        }
        finally
        {
            await Run("umount", _place.Blobs);
        }
    }

    private static async Task ChangeUntilKilled(PostgresRegistry registry)
    {
        for (var i = 0; ; i++)
        {
            // Some packages come again, so that they are garbage at times, and are named anew.
            var version = await registry.RegisterAsync(Large(i % 5), cancellationToken: Token);
            await registry.SetAliasAsync("flowers", i % 2 == 0 ? "champion" : "challenger", version.Version, Token);
            await registry.SetTagsAsync("flowers", version.Version, new Dictionary<string, string?> { ["turn"] = $"{i}" }, Token);
            await registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 1, KeepFor = TimeSpan.Zero }, Token);
        }
    }

    private static PostgresRegistry Given(string place) => place.Split('|') is [var settings, var blobs, var schema]
        ? new PostgresRegistry(settings, blobs, schema)
        : throw new InvalidOperationException($"{Place} is `{place}`.");

    /// <summary>A package of two megabytes, in whose writing a kill falls.</summary>
    private static ModelPackage Large(int seed)
    {
        var weights = new byte[2 << 20];
        new Random(seed).NextBytes(weights);
        var graph = PackageSamples.Graph(seed) with { DataFiles = [new OnnxDataFile("weights.bin", weights)] };
        return ModelPackage.Create("flowers", graph, null, PackageSamples.Origin());
    }

    private static async Task<bool> Run(string command, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private async Task EnsureWhole(PostgresRegistry registry)
    {
        var versions = await registry.VersionsAsync("flowers", Token);
        Assert.NotEmpty(versions);
        foreach (var version in versions)
        {
            Assert.Equal("flowers", (await registry.LoadAsync("flowers", $"{version.Version}", Token)).Name);
        }

        foreach (var (alias, version) in Assert.Single(await registry.ListAsync(Token)).Aliases)
        {
            Assert.Equal(version, (await registry.FindAsync("flowers", alias, Token)).Version);
        }

        Assert.Equal(await LastAsync(), await _place.RunAsync("select count(*)::int from {0}.versions"));
    }

    private async Task<int> LastAsync() => (int)(await _place.RunAsync("select coalesce(max(version), 0) from {0}.versions"))!;

    private Process Start(string method)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--filter-method", $"*{method}"]) { RedirectStandardOutput = true };
        start.Environment[Place] = $"{PostgresServer.Settings}|{_place.Blobs}|{_place.Schema}";
        return Process.Start(start)!;
    }
}
