using Atelier.Packaging;
using Atelier.Registry;
using Atelier.Tests.Packaging;
using Npgsql;

namespace Atelier.Sql.Tests.Registry;

public sealed class PostgresRegistryTests : RegistryContract, IAsyncDisposable
{
    private readonly RegistryPlace _place = new();

    protected override IModelRegistry Registry => field ??= Again();

    protected override IModelRegistry Again() => _place.Open();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Register_EqualPackages_KeepsOneOfThem()
    {
        var first = await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var other = await Registry.RegisterAsync(Package("roses"), cancellationToken: Token);

        Assert.Equal(new[] { first.Digest, other.Digest, "registry.json" }.Order(StringComparer.Ordinal), _place.Files);
        Assert.Equal("flowers", ModelPackage.Load(Path.Combine(_place.Blobs, first.Digest)).Name);
    }

    [Fact]
    public async Task Register_FullPackage_TellsTheSameAsAFolderDoes()
    {
        using var folder = new TemporaryFolder();
        var beside = new FolderRegistry(folder.Path);

        var here = await Registry.RegisterAsync(PackageSamples.Full(), cancellationToken: Token);
        var there = await beside.RegisterAsync(PackageSamples.Full(), cancellationToken: Token);

        var found = await Again().FindAsync("flowers", "1", Token);
        Assert.Equal(there.Digest, found.Digest);
        Assert.Equal(here.RegisteredAt, found.RegisteredAt);
        Assert.Equal(there.TrainedAt, found.TrainedAt);
        Assert.Equal(PackageJson.Write(there.Data), PackageJson.Write(found.Data));
    }

    [Fact]
    public async Task Collect_GarbageThatAnotherVersionNames_Stays()
    {
        var first = await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var second = await Registry.RegisterAsync(Package(weight: 2), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), cancellationToken: Token);

        var removed = await Registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 1, KeepFor = TimeSpan.Zero }, Token);

        Assert.Equal([1, 2], removed.Select(version => version.Version));
        Assert.Equal([first.Digest, "registry.json"], _place.Files);
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.Equal("flowers", (await Again().LoadAsync("flowers", "3", Token)).Name);
    }

    [Fact]
    public async Task Collect_WhileAPackageIsBeingPublished_LeavesIt()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var digest = PackageDigest.Of(Package(weight: 7));
        var policy = new RetentionPolicy();
        await using (var writer = await HoldAsync(digest))
        {
            Package(weight: 7).Save(Path.Combine(_place.Blobs, digest));
            Directory.CreateDirectory(Path.Combine(_place.Blobs, $".{digest}.0.tmp"));

            await Registry.CollectAsync("flowers", policy, Token);

            Assert.Contains(digest, _place.Files);
            Assert.Contains($".{digest}.0.tmp", _place.Files);
        }

        // The writer has ended without a version.
        await Registry.CollectAsync("flowers", policy, Token);

        Assert.Equal([(await Registry.FindAsync("flowers", "1", Token)).Digest, "registry.json"], _place.Files);
    }

    [Fact]
    public async Task Register_WhileAnotherWritesThePackage_WaitsForIt()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var impatient = _place.Open(patience: TimeSpan.FromMilliseconds(50));
        await using var other = await HoldAsync(PackageDigest.Of(Package(weight: 7)));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => impatient.RegisterAsync(Package(weight: 7), cancellationToken: Token));

        Assert.StartsWith("Another writer has held the registry in the schema `test_", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await impatient.RegisterAsync(Package(weight: 8), cancellationToken: Token)).Version);
    }

    [Fact]
    public async Task AnyWriter_WhileAnotherStays_GivesUpAfterItsPatience()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var impatient = _place.Open(patience: TimeSpan.FromMilliseconds(50));
        await using var other = new NpgsqlConnection(PostgresServer.Settings);
        await other.OpenAsync(Token);
        await using var turn = await other.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand($"select 1 from {_place.Schema}.models for update", other);
        await command.ExecuteNonQueryAsync(Token);

        await Assert.ThrowsAsync<TimeoutException>(() => impatient.SetAliasAsync("flowers", "champion", 1, Token));

        Assert.Equal(1, (await impatient.FindAsync("flowers", "1", Token)).Version);
    }

    [Fact]
    public async Task Register_EqualPackagesWhileGarbageIsCollected_LeavesEachVersionWholeOrRemoved()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        using var done = new CancellationTokenSource();
        var collecting = Task.Run(async () =>
        {
            var removed = 0;
            var policy = new RetentionPolicy { KeepLatest = 1, KeepFor = TimeSpan.Zero };
            while (!done.IsCancellationRequested)
            {
                removed += (await Again().CollectAsync("flowers", policy, CancellationToken.None)).Count;
            }

            return removed;
        });

        var few = new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Token };
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), few, async (at, token) =>
        {
            var package = Package(weight: at % 2);
            var version = await Again().RegisterAsync(package, cancellationToken: token);
            try
            {
                Assert.True(PackageDiff.Between(package, await Again().LoadAsync("flowers", $"{version.Version}", token)).IsSame);
            }
            catch (ModelNotFoundException error)
            {
                Assert.Contains("was removed", error.Message, StringComparison.Ordinal);
            }
        });

        await done.CancelAsync();
        Assert.True(await collecting > 0);
        foreach (var version in await Registry.VersionsAsync("flowers", Token))
        {
            Assert.Equal("flowers", (await Registry.LoadAsync("flowers", $"{version.Version}", Token)).Name);
        }
    }

    [Fact]
    public async Task Load_DamagedPackage_SaysSoUntilItIsRegisteredAgain()
    {
        var version = await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var graph = Path.Combine(_place.Blobs, version.Digest, "model.onnx");
        var bytes = await File.ReadAllBytesAsync(graph, Token);
        await File.WriteAllBytesAsync(graph, bytes.AsMemory(0, bytes.Length / 2), Token);

        var torn = await Assert.ThrowsAsync<InvalidDataException>(() => Again().LoadAsync("flowers", "1", Token));
        await Registry.RegisterAsync(Package(), cancellationToken: Token);

        Assert.Contains("The part `model.onnx` of the package", torn.Message, StringComparison.Ordinal);
        Assert.Equal("flowers", (await Again().LoadAsync("flowers", "1", Token)).Name);
        Assert.Equal([version.Digest, "registry.json"], _place.Files);
    }

    [Fact]
    public async Task Load_LostPackage_SaysWhichIsMissing()
    {
        var version = await Registry.RegisterAsync(Package(), cancellationToken: Token);
        Directory.Delete(Path.Combine(_place.Blobs, version.Digest), recursive: true);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Registry.LoadAsync("flowers", "1", Token));

        var path = Path.Combine(_place.Blobs, version.Digest);
        Assert.Equal($"The package `{path}` lacks `SHA256SUMS`. Copy the package there again.", error.Message);
    }

    [Fact]
    public async Task Tables_NeverLetAnAliasNameAVersionThatIsNotThere()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);

        string[] harmful = ["update {0}.versions set removed_at = now()", "delete from {0}.versions", "update {0}.aliases set version = 2"];
        foreach (var sql in harmful)
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => _place.RunAsync(sql));
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, error.SqlState);
        }
    }

    [Fact]
    public async Task FirstUse_ByManyAtOnce_MakesTheTablesOnce()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Token, async (_, token) => Assert.Empty(await Again().ListAsync(token)));

        Assert.Equal(1L, await _place.RunAsync("select count(*) from {0}.registry"));
        Assert.Equal(["registry.json"], _place.Files);
    }

    [Fact]
    public async Task AnyCall_AfterTheServerCutItsConnections_ConnectsAgain()
    {
        // A name of its own keeps the pools of other tests out of this.
        var name = _place.Schema;
        var registry = _place.Open($"{PostgresServer.Settings};Application Name={name}");
        var cut = $"select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '{name}'";
        await registry.RegisterAsync(Package(), cancellationToken: Token);

        Assert.Equal(true, await _place.RunAsync(cut));
        Assert.Equal(1, (await registry.FindAsync("flowers", "1", Token)).Version);
        Assert.Equal(true, await _place.RunAsync(cut));
        Assert.Null(await registry.SetAliasAsync("flowers", "champion", 1, Token));
    }

    /// <summary>What a process has that is publishing a package.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(string digest)
    {
        var connection = new NpgsqlConnection($"{PostgresServer.Settings};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"select pg_advisory_lock({PostgresRegistry.LockOf(digest)})", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
