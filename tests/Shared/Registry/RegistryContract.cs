using System.Collections.Concurrent;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Registry;
using Atelier.Tests.Packaging;

namespace Atelier.TestSupport;

/// <summary>What every registry keeps to.</summary>
public abstract class RegistryContract : IDisposable
{
    /// <summary>The registry under test: the same one for every call of a test.</summary>
    protected abstract IModelRegistry Registry { get; }

    /// <summary>Another registry over the same content, as another process has it.</summary>
    protected abstract IModelRegistry Again();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static ModelPackage Package(string name = "flowers", float weight = 0.5f, double accuracy = 0.75) =>
        ModelPackage.Create(name, PackageSamples.Graph(weight), null, PackageSamples.Origin()).With(PackageSamples.Report(accuracy));

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public async Task Register_Packages_CountsAndKeepsThem()
    {
        var first = await Registry.RegisterAsync(Package(accuracy: 0.7), cancellationToken: Token);
        var second = await Registry.RegisterAsync(Package(weight: 0.25f), parent: 1, new Dictionary<string, string> { ["stage"] = "trial" }, Token);

        Assert.Equal((1, 2), (first.Version, second.Version));
        var found = await Again().FindAsync("flowers", "2", Token);
        Assert.Equal("flowers 2", found.ToString());
        Assert.Equal(1, found.Parent);
        Assert.Equal("trial", found.Tags["stage"]);
        Assert.Equal(PackageSamples.Origin().Commit, found.Commit);
        Assert.Equal(PackageSamples.Origin().Data.Hash, found.Data.Hash);
        Assert.Equal([new MetricValue("accuracy", 0.75, true)], found.Metrics);
        Assert.NotEqual(first.Digest, second.Digest);
        var package = await Again().LoadAsync("flowers", "2", Token);
        Assert.True(PackageDiff.Between(Package(weight: 0.25f), package).IsSame);
        Assert.Equal([2, 1], (await Registry.VersionsAsync("flowers", Token)).Select(version => version.Version));
    }

    [Fact]
    public async Task Register_EqualPackages_AreVersionsOfEqualDigest()
    {
        var first = await Registry.RegisterAsync(Package(), cancellationToken: Token);
        var second = await Registry.RegisterAsync(Package(), cancellationToken: Token);

        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(first.Version, second.Version);
    }

    [Fact]
    public async Task List_Models_GivesVersionsAndAliases()
    {
        Assert.Empty(await Registry.ListAsync(Token));
        await Registry.RegisterAsync(Package("roses"), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);

        Assert.Equal(["flowers: 2 versions, champion = 1", "roses: 1 version"], (await Again().ListAsync(Token)).Select(model => model.ToString()));
    }

    [Fact]
    public async Task SetAlias_ToVersions_MovesAndSaysWhereItWas()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(weight: 2), cancellationToken: Token);

        Assert.Null(await Registry.SetAliasAsync("flowers", "champion", 1, Token));
        Assert.Equal(1, await Registry.SetAliasAsync("flowers", "champion", 2, Token));
        await Registry.SetAliasAsync("flowers", "challenger", 2, Token);

        Assert.Equal("flowers 2 (challenger, champion)", (await Again().FindAsync("flowers", "champion", Token)).ToString());
        Assert.True(PackageDiff.Between(Package(weight: 2), await Again().LoadAsync("flowers", "champion", Token)).IsSame);
        await Registry.RemoveAliasAsync("flowers", "champion", Token);
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => Again().FindAsync("flowers", "champion", Token));
        Assert.Equal("`flowers` has no version or alias `champion`; its versions are 1, 2, its aliases challenger. Give one of these.", error.Message);
    }

    [Fact]
    public async Task SetTags_ByName_ChangesThemAlone()
    {
        await Registry.RegisterAsync(Package(), tags: new Dictionary<string, string> { ["stage"] = "trial", ["owner"] = "ana" }, cancellationToken: Token);

        await Registry.SetTagsAsync("flowers", 1, new Dictionary<string, string?> { ["stage"] = null, ["seen"] = "ja, täglich", ["owner"] = "bo" }, Token);

        var tags = (await Again().FindAsync("flowers", "1", Token)).Tags;
        Assert.Equal(["owner=bo", "seen=ja, täglich"], tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Register_OddWordsAndFigures_KeepsThem()
    {
        var tags = new Dictionary<string, string> { ["a'b\"$1{0}"] = "\"x\\\0\n\u2028 🌷", ["empty"] = "" };
        MetricValue[] figures = [new("loss", double.NaN, false), new("gain", double.PositiveInfinity, true), new("least", double.Epsilon, true)];
        var package = Package().With(PackageSamples.Report() with { Metrics = figures });

        await Registry.RegisterAsync(package, tags: tags, cancellationToken: Token);

        var found = await Again().FindAsync("flowers", "1", Token);
        Assert.Equal(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal), found.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        Assert.Equal(figures, found.Metrics);
        await Registry.SetTagsAsync("flowers", 1, new Dictionary<string, string?> { ["empty"] = null }, Token);
        Assert.Equal(tags.Take(1), (await Again().FindAsync("flowers", "1", Token)).Tags);
    }

    [Fact]
    public async Task AnyCall_ForWhatIsNotThere_ListsWhatIs()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);

        var model = await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.FindAsync("roses", "1", Token));
        Assert.Contains("has no model `roses`; it has flowers.", model.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.VersionsAsync("roses", Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.LoadAsync("flowers", "9", Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.SetAliasAsync("flowers", "champion", 9, Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.SetAliasAsync("roses", "champion", 1, Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.RemoveAliasAsync("flowers", "champion", Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.SetTagsAsync("flowers", 2, new Dictionary<string, string?>(), Token));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Registry.RegisterAsync(Package(), parent: 7, cancellationToken: Token));
        Assert.Equal([1], (await Registry.VersionsAsync("flowers", Token)).Select(version => version.Version));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../flowers")]
    [InlineData("a b")]
    [InlineData(".lock")]
    [InlineData("-1")]
    public async Task AnyCall_WithANameThatNoneMayHave_IsRefused(string name)
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.FindAsync("flowers", name, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.FindAsync(name, "1", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.SetAliasAsync("flowers", name, 1, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.RegisterAsync(Package(), tags: new Dictionary<string, string> { [""] = "x" }, cancellationToken: Token));
    }

    [Fact]
    public async Task Lineage_OfAVersion_GoesBackByParents()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        await Registry.RegisterAsync(Package(), parent: 1, cancellationToken: Token);
        await Registry.RegisterAsync(Package(), parent: 3, cancellationToken: Token);

        Assert.Equal([4, 3, 1], (await Registry.LineageAsync("flowers", "4", Token)).Select(version => version.Version));
    }

    [Fact]
    public async Task Compare_TwoVersions_TellsFigures()
    {
        await Registry.RegisterAsync(Package(accuracy: 0.5), cancellationToken: Token);
        await Registry.RegisterAsync(Package(accuracy: 0.75), cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);

        var change = Assert.Single((await Registry.CompareAsync("flowers", "champion", "2", Token)).Changes);

        Assert.Equal(("metrics", "accuracy", 0.25), (change.Part, change.Name, change.Difference));
    }

    [Fact]
    public async Task Collect_OldVersions_LeavesThoseThatSomebodyKeeps()
    {
        for (var i = 0; i < 6; i++)
        {
            await Registry.RegisterAsync(Package(weight: i), tags: i == 2 ? new Dictionary<string, string> { ["audit"] = "2026" } : null, cancellationToken: Token);
        }

        await Registry.SetAliasAsync("flowers", "champion", 2, Token);
        var policy = new RetentionPolicy { KeepLatest = 2, KeepFor = TimeSpan.Zero, KeepTags = ["audit"] };

        Assert.Empty(await Registry.CollectAsync("flowers", policy with { KeepFor = TimeSpan.FromDays(1) }, Token));
        var removed = await Registry.CollectAsync("flowers", policy, Token);

        Assert.Equal([1, 4], removed.Select(version => version.Version));
        Assert.Equal([6, 5, 3, 2], (await Again().VersionsAsync("flowers", Token)).Select(version => version.Version));
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => Again().LoadAsync("flowers", "4", Token));
        Assert.StartsWith("Version 4 of `flowers` was removed by a collection of garbage on ", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Again().SetAliasAsync("flowers", "challenger", 4, Token));
        Assert.Equal(7, (await Again().RegisterAsync(Package(), parent: 4, cancellationToken: Token)).Version);
        await Registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 0, KeepFor = TimeSpan.Zero }, Token);
        Assert.Equal([2], (await Again().VersionsAsync("flowers", Token)).Select(version => version.Version));
        Assert.Equal(8, (await Again().RegisterAsync(Package(), cancellationToken: Token)).Version);
    }

    [Fact]
    public async Task Register_ManyWritersAtOnce_NumbersEachOnce()
    {
        var numbers = new ConcurrentBag<int>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), Token, async (at, token) =>
        {
            var version = await Again().RegisterAsync(Package(weight: at), cancellationToken: token);
            numbers.Add(version.Version);
            Assert.True(PackageDiff.Between(Package(weight: at), await Again().LoadAsync("flowers", $"{version.Version}", token)).IsSame);
        });

        Assert.Equal(Enumerable.Range(1, 24), numbers.Order());
    }

    [Fact]
    public async Task Load_ByAliasWhileItMovesAndOthersAreRemoved_AlwaysFindsAVersion()
    {
        await Registry.RegisterAsync(Package(weight: 1), cancellationToken: Token);
        await Registry.SetAliasAsync("flowers", "champion", 1, Token);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var last = 0;
            for (var loads = 0; ; loads++)
            {
                var package = await Again().LoadAsync("flowers", "champion", CancellationToken.None);
                var version = await Again().FindAsync("flowers", "champion", CancellationToken.None);
                Assert.True(version.Version >= last, "An alias went back.");
                Assert.Equal("flowers", package.Name);
                last = version.Version;
                if (done.IsCancellationRequested)
                {
                    return loads;
                }
            }
        });

        for (var i = 2; i <= 20; i++)
        {
            var version = await Registry.RegisterAsync(Package(weight: i), parent: i - 1, cancellationToken: Token);
            await Registry.SetAliasAsync("flowers", "champion", version.Version, Token);
            await Registry.CollectAsync("flowers", new RetentionPolicy { KeepLatest = 1, KeepFor = TimeSpan.Zero }, Token);
        }

        await done.CancelAsync();
        Assert.True(await reading > 0);
    }

    [Fact]
    public async Task SetAlias_WhileGarbageIsCollected_NamesAVersionThatIsThere()
    {
        const int rounds = 12;
        for (var i = 0; i < rounds; i++)
        {
            await Registry.RegisterAsync(Package(weight: i), cancellationToken: Token);
        }

        await Task.WhenAll(
            Task.Run(
                async () =>
                {
                    for (var i = 1; i <= rounds; i++)
                    {
                        try
                        {
                            await Again().SetAliasAsync("flowers", $"alias{i % 3}", i, Token);
                        }
                        catch (ModelNotFoundException)
                        {
                            // It was collected first.
                        }
                    }
                },
                Token),
            Task.Run(
                async () =>
                {
                    for (var keep = rounds; keep >= 0; keep--)
                    {
                        await Again().CollectAsync("flowers", new RetentionPolicy { KeepLatest = keep, KeepFor = TimeSpan.Zero }, Token);
                        foreach (var (alias, _) in Assert.Single(await Again().ListAsync(Token)).Aliases)
                        {
                            Assert.Equal("flowers", (await Again().LoadAsync("flowers", alias, Token)).Name);
                        }
                    }
                },
                Token));

        var model = Assert.Single(await Registry.ListAsync(Token));
        var present = (await Registry.VersionsAsync("flowers", Token)).Select(version => version.Version);
        Assert.Subset(present.ToHashSet(), model.Aliases.Values.ToHashSet());
    }

    [Fact]
    public async Task AnyCall_Cancelled_ChangesNothing()
    {
        await Registry.RegisterAsync(Package(), cancellationToken: Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Registry.RegisterAsync(Package(), cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Registry.SetAliasAsync("flowers", "champion", 1, cancelled.Token));

        Assert.Equal("flowers: 1 version", Assert.Single(await Registry.ListAsync(Token)).ToString());
    }
}
