using Atelier.Packaging;
using Atelier.Registry;

namespace Atelier.Tests.Registry;

public sealed class FolderRegistryTests : RegistryContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IModelRegistry Registry => field ??= Again();

    protected override IModelRegistry Again() => new FolderRegistry(_folder["models"]);

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task Register_Version_IsReadableByHand()
    {
        await Registry.RegisterAsync(Package(), tags: new Dictionary<string, string> { ["owner"] = "ana" }, cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);

        var files = Directory.EnumerateFiles(_folder["models"], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder["models"], path).Replace('\\', '/')).Where(path => !path.Contains("/package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(["flowers/.lock", "flowers/aliases/champion", "flowers/versions/1/tags.json", "flowers/versions/1/version.json"], files);
        Assert.Equal("1\n", await File.ReadAllTextAsync(_folder["models", "flowers", "aliases", "champion"], Token));
        Assert.Equal("{\n  \"owner\": \"ana\"\n}", await File.ReadAllTextAsync(_folder["models", "flowers", "versions", "1", "tags.json"], Token));
        Assert.Equal("flowers", ModelPackage.Load(_folder["models", "flowers", "versions", "1", "package"]).Name);
    }

    [Fact]
    public async Task AnyCall_OnDamagedFiles_SaysWhichAndWhatToDo()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(weight: 3), cancellationToken: Token);
        await Registry.RegisterAsync(Package(weight: 4), cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);
        string Version(int number, string name) => _folder["models", "flowers", "versions", $"{number}", name];

        await File.WriteAllTextAsync(Version(1, "version.json"), "{ \"model\": \"flow", Token);
        var torn = await Assert.ThrowsAsync<InvalidDataException>(() => Registry.FindAsync("flowers", "1", Token));
        Assert.Contains("version.json` cannot be read", torn.Message, StringComparison.Ordinal);

        File.Copy(Version(2, "version.json"), Version(1, "version.json"), overwrite: true);
        var moved = await Assert.ThrowsAsync<InvalidDataException>(() => Registry.FindAsync("flowers", "1", Token));
        Assert.Contains("is that of version 2 of `flowers`; expected version 1", moved.Message, StringComparison.Ordinal);

        new DirectoryInfo(Version(3, "package")).Delete(recursive: true);
        Package(weight: 5).Save(Version(3, "package"));
        var changed = await Assert.ThrowsAsync<InvalidDataException>(() => Registry.LoadAsync("flowers", "3", Token));
        Assert.Contains("It was changed since: a version never changes", changed.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder["models", "flowers", "aliases", "champion"], "tw", Token);
        var alias = await Assert.ThrowsAsync<InvalidDataException>(() => Registry.FindAsync("flowers", "2", Token));
        Assert.Contains("holds `tw`; expected the number of a version", alias.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WhereAPackageLies_IsRefused()
    {
        Package().Save(_folder["models", "flowers"]);

        var error = await Assert.ThrowsAsync<IOException>(() => Registry.RegisterAsync(Package(), cancellationToken: Token));

        Assert.Contains("is no model of a registry. Give the registry a folder of its own.", error.Message, StringComparison.Ordinal);
        Assert.Equal("flowers", ModelPackage.Load(_folder["models", "flowers"]).Name);
    }

    [Fact]
    public async Task Collect_AfterOneThatWasEnded_FinishesIt()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await File.WriteAllTextAsync(_folder["models", "flowers", "versions", "1", "removed.json"], "{ \"removedAt\": \"2026-01-02T03:04:05+00:00\" }", Token);

        Assert.Empty(await Registry.CollectAsync("flowers", new RetentionPolicy(), Token));

        Assert.False(Directory.Exists(_folder["models", "flowers", "versions", "1", "package"]));
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.FindAsync("flowers", "1", Token));
        Assert.Contains("on 2026-01-02 03:04 UTC", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyWriter_WhileAnotherStays_GivesUpAfterItsPatience()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        using var other = new FileStream(_folder["models", "flowers", ".lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var impatient = new FolderRegistry(_folder["models"], patience: TimeSpan.FromMilliseconds(50));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => impatient.SetAliasAsync("flowers", "champion", 1, Token));

        Assert.StartsWith("Another writer has held `", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await impatient.FindAsync("flowers", "1", Token)).Version);
    }
}
