using Atelier.Registry;
using Atelier.Tests.Packaging;

namespace Atelier.Sql.Tests.Registry;

/// <summary>What a user is told who gives the wrong server, name, database, schema or folder, or may not do what is asked.</summary>
public sealed class PostgresRegistryErrorTests : IAsyncDisposable
{
    private readonly RegistryPlace _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task AnyCall_NoServer_SaysWhereItLooked()
    {
        var registry = new PostgresRegistry("postgresql://ana:secret@127.0.0.1:1/models", _place.Blobs);

        var error = await Assert.ThrowsAsync<IOException>(() => registry.ListAsync(Token));

        Assert.StartsWith("PostgreSQL at 127.0.0.1:1/models cannot be reached: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("and that the server runs and takes connections from here.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_UnknownHost_SaysWhereItLooked()
    {
        var registry = new PostgresRegistry("postgresql://ana@nowhere.invalid/models", _place.Blobs);

        var error = await Assert.ThrowsAsync<IOException>(() => registry.ListAsync(Token));

        Assert.StartsWith("PostgreSQL at nowhere.invalid:5432/models cannot be reached: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_UnknownUser_SaysWhereThePasswordComesFrom()
    {
        var registry = _place.Open($"{PostgresServer.Settings};Username=nobody_of_this_name;Password=secret");

        var error = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => registry.ListAsync(Token));

        Assert.Contains("refused the user `nobody_of_this_name`: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("the password is best kept in PGPASSWORD or in ~/.pgpass.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_UnknownDatabase_SaysHowToMakeIt()
    {
        var registry = _place.Open($"{PostgresServer.Settings};Database=no_such_database");

        var error = await Assert.ThrowsAsync<IOException>(() => registry.ListAsync(Token));

        Assert.Contains("has no such database: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Make it with createdb, or name another.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_UserWithRights_MayDoWhatTheyAllow()
    {
        await _place.Open().RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
        var user = $"reader_{_place.Schema}";
        await _place.RunAsync($"create role {user} login");
        try
        {
            var registry = _place.Open($"{PostgresServer.Settings};Username={user}");
            var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => registry.ListAsync(Token));
            Assert.Contains($"denies the user `{user}` what the registry in the schema `{_place.Schema}` needs", refused.Message, StringComparison.Ordinal);

            await _place.RunAsync($"grant usage on schema {{0}} to {user}; grant select on all tables in schema {{0}} to {user}");
            Assert.Equal("flowers: 1 version", Assert.Single(await registry.ListAsync(Token)).ToString());
            Assert.Equal("flowers", (await registry.LoadAsync("flowers", "1", Token)).Name);
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => registry.SetAliasAsync("flowers", "champion", 1, Token));

            await _place.RunAsync($"grant insert, update, delete on all tables in schema {{0}} to {user}");
            await registry.SetAliasAsync("flowers", "champion", 1, Token);
            Assert.Equal(2, (await registry.RegisterAsync(PackageSamples.Bare(), 1, cancellationToken: Token)).Version);
            Assert.Single(await registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 0, KeepFor = TimeSpan.Zero }, Token));

            var newcomer = new PostgresRegistry($"{PostgresServer.Settings};Username={user}", _place.Blobs, $"{_place.Schema}_b");
            var alone = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => newcomer.ListAsync(Token));
            Assert.EndsWith("and who makes the registry CREATE on the database.", alone.Message, StringComparison.Ordinal);
        }
        finally
        {
            await _place.RunAsync($"drop owned by {user}; drop role {user}");
        }
    }

    [Fact]
    public async Task AnyCall_NewerTables_AsksForAnUpdate()
    {
        await _place.Open().ListAsync(Token);
        await _place.RunAsync("update {0}.registry set version = 9");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _place.Open().ListAsync(Token));

        var expected = $"has tables of version 9; expected {PostgresSchema.Known} or less. Update Atelier here.";
        Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_SchemaOfSomethingElse_IsLeftAlone()
    {
        await _place.RunAsync("create schema {0}; create table {0}.registry (name text)");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _place.Open().ListAsync(Token));

        Assert.Contains($"The schema `{_place.Schema}` of ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Restore it from a backup, or give another schema.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_AnotherFolder_IsRefused()
    {
        var version = await _place.Open().RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
        await using var other = new RegistryPlace();
        await other.Open().ListAsync(Token);
        using var empty = new TemporaryFolder();

        Task<IOException> RefusedAsync(string blobs, string schema) =>
            Assert.ThrowsAsync<IOException>(() => new PostgresRegistry(PostgresServer.Settings, blobs, schema).ListAsync(Token));

        var foreign = await RefusedAsync(other.Blobs, _place.Schema);
        Assert.Contains("Give the folder that was first used with this database and schema.", foreign.Message, StringComparison.Ordinal);
        var unmounted = await RefusedAsync(empty.Path, _place.Schema);
        Assert.Contains("lacks the file `registry.json`; expected the folder with the packages", unmounted.Message, StringComparison.Ordinal);
        var taken = await RefusedAsync(_place.Blobs, $"{_place.Schema}_b");
        Assert.Contains($"holds `{version.Digest}` already; expected an empty folder", taken.Message, StringComparison.Ordinal);
        Assert.Equal(true, await _place.RunAsync("select to_regnamespace('{0}_b') is null"));
    }

    [Fact]
    public async Task AnyCall_ShareThatWentAway_SaysSoAndWritesNothingInItsPlace()
    {
        var registry = _place.Open();
        await registry.RegisterAsync(PackageSamples.Bare(), cancellationToken: Token);
        Directory.Move(_place.Blobs, $"{_place.Blobs}-elsewhere");
        Directory.CreateDirectory(_place.Blobs);

        foreach (var call in new Func<Task>[]
        {
            () => registry.RegisterAsync(PackageSamples.Full(), cancellationToken: Token),
            () => registry.LoadAsync("flowers", "1", Token),
            () => registry.CollectAsync("flowers", new RetentionPolicy(), Token),
        })
        {
            var error = await Assert.ThrowsAsync<IOException>(call);
            Assert.EndsWith("and see that its share is mounted.", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_place.Files);
        Assert.Single(await registry.VersionsAsync("flowers", Token));
    }

    [Fact]
    public async Task FirstUse_EndedBeforeTheTablesWere_CanBeMadeUpFor()
    {
        Directory.CreateDirectory(_place.Blobs);
        await File.WriteAllTextAsync(Path.Combine(_place.Blobs, "registry.json"), $$"""{ "registry": "{{Guid.NewGuid()}}" }""", Token);
        await File.WriteAllTextAsync(Path.Combine(_place.Blobs, ".unfinished-1"), "{", Token);

        Assert.Equal(1, (await _place.Open().RegisterAsync(PackageSamples.Bare(), cancellationToken: Token)).Version);

        Assert.Equal("flowers", (await _place.Open().LoadAsync("flowers", "1", Token)).Name);
        Assert.Equal(2, _place.Files.Count());
    }

    [Theory]
    [InlineData("A")]
    [InlineData("a\"b")]
    [InlineData("pg_x")]
    [InlineData("1a")]
    [InlineData("a; drop table x")]
    public void Constructor_SchemaThatNoneMayHave_IsRefused(string schema)
    {
        var error = Assert.Throws<ArgumentException>(() => new PostgresRegistry("Host=h", "b", schema));

        Assert.StartsWith($"`{schema}` is no name of a schema; expected at most 63 lower-case", error.Message, StringComparison.Ordinal);
    }
}
