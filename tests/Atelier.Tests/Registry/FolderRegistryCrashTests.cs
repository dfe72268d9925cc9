using System.ComponentModel;
using System.Diagnostics;
using Atelier.Packaging;
using Atelier.Registry;
using Atelier.Tests.Packaging;

namespace Atelier.Tests.Registry;

/// <summary>Writers in child processes that are ended in the middle, and a disk that is full.</summary>
public sealed class FolderRegistryCrashTests
{
    private const string Root = "ATELIER_TEST_REGISTRY";
    private const int Kills = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_KilledAtAnyMoment_LeavesWholeVersionsAndAliasesThatNameOne()
    {
        if (Environment.GetEnvironmentVariable(Root) is { } given)
        {
            await WriteUntilKilled(given);
            return;
        }

        using var folder = new TemporaryFolder();
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(nameof(Register_KilledAtAnyMoment_LeavesWholeVersionsAndAliasesThatNameOne), folder.Path);
            var seen = LastVersion(folder.Path);
            while (LastVersion(folder.Path) == seen && !child.HasExited)
            {
                await Task.Delay(5, Token);
            }

            Assert.False(child.HasExited, "The child ended by itself.");
            await Task.Delay(random.Next(60), Token);
            child.Kill();
            await child.WaitForExitAsync(Token);

            await EnsureWhole(new FolderRegistry(folder["models"]));
        }

        var registry = new FolderRegistry(folder["models"]);
        var next = await registry.RegisterAsync(Large(0), cancellationToken: Token);
        Assert.Equal(next.Version, (await registry.VersionsAsync("flowers", Token)).Count);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["models"], ".unfinished-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Register_OnAFullDisk_RegistersNothing()
    {
        using var folder = new TemporaryFolder();
        var mounted = await Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.Path);
        Assert.SkipUnless(mounted, "A small disk cannot be mounted here; that takes root on Linux.");
        try
        {
            var registry = new FolderRegistry(folder["models"]);
            await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
            await registry.SetAliasAsync("flowers", "champion", 1, Token);

            await Assert.ThrowsAnyAsync<IOException>(() => registry.RegisterAsync(Large(1), cancellationToken: Token));

            await EnsureWhole(registry);
            Assert.Equal([1], (await registry.VersionsAsync("flowers", Token)).Select(version => version.Version));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder["models"], ".unfinished-*", SearchOption.AllDirectories));
            Assert.Equal(2, (await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token)).Version);
        }
        finally
        {
            await Run("umount", folder.Path);
        }
    }

    private static async Task EnsureWhole(FolderRegistry registry)
    {
        var versions = await registry.VersionsAsync("flowers", Token);
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(version => version.Version).Order());
        foreach (var version in versions.Take(3))
        {
            Assert.Equal("flowers", (await registry.LoadAsync("flowers", $"{version.Version}", Token)).Name);
        }

        var named = (await registry.ListAsync(Token)).Single().Aliases;
        Assert.All(named, alias => Assert.InRange(alias.Value, 1, versions.Count));
    }

    private static async Task WriteUntilKilled(string root)
    {
        var registry = new FolderRegistry(Path.Combine(root, "models"));
        for (var i = 0; ; i++)
        {
            var version = await registry.RegisterAsync(Large(i), cancellationToken: Token);
            await registry.SetAliasAsync("flowers", i % 2 == 0 ? "champion" : "challenger", version.Version, Token);
            await registry.SetTagsAsync("flowers", version.Version, new Dictionary<string, string?> { ["turn"] = $"{i}" }, Token);
        }
    }

    /// <summary>A package of four megabytes, in whose writing a kill falls.</summary>
    private static ModelPackage Large(int seed)
    {
        var graph = PackageSamples.Graph(seed);
        var weights = new byte[4 << 20];
        new Random(seed).NextBytes(weights);
        return ModelPackage.Create("flowers", graph with { DataFiles = [new OnnxDataFile("weights.bin", weights)] }, null, PackageSamples.Origin());
    }

    private static int LastVersion(string folder)
    {
        var versions = Path.Combine(folder, "models", "flowers", "versions");
        return Directory.Exists(versions) ? Directory.EnumerateDirectories(versions).Count(path => !Path.GetFileName(path).StartsWith('.')) : 0;
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

    private static Process Start(string method, string root)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--filter-method", $"*{method}"]) { RedirectStandardOutput = true };
        start.Environment[Root] = root;
        return Process.Start(start)!;
    }
}
