using System.Globalization;
using System.Text;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>A registry in a folder, readable by hand, also one that several machines share.</summary>
/// <remarks>
/// <c>MODEL/versions/3/</c> holds <c>version.json</c>, the <c>package</c> as <see cref="ModelPackage.Save"/> writes it and <c>tags.json</c>;
/// <c>MODEL/aliases/champion</c> holds the number of a version. A version is filled beside its place and put there in one step, so a process that
/// is ended at any moment leaves nothing that is seen; the next writer clears away what it left. Writers take turns by the file <c>.lock</c> of a
/// model; readers never wait. A removed version keeps its <c>version.json</c> and says in <c>removed.json</c> when it went.
/// </remarks>
public sealed class FolderRegistry : IModelRegistry
{
    private const int LargestAlias = 16;

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    /// <summary>Uses a folder, which is made with the first model.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <param name="patience">How long a writer waits for another one; null takes one minute.</param>
    public FolderRegistry(string root, TimeProvider? time = null, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _root = Path.GetFullPath(root);
        _time = time ?? TimeProvider.System;
        _patience = patience ?? TimeSpan.FromMinutes(1);
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Another writer was busy for too long.</exception>
    public async Task<ModelVersion> RegisterAsync(
        ModelPackage package, int? parent = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        var words = tags ?? new Dictionary<string, string>();
        RegistryNames.EnsureTags(words.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value)));
        EnsureNothingElse(package.Name);
        // A model is one that has versions, so that folder comes last.
        Directory.CreateDirectory(Aliases(package.Name));
        Directory.CreateDirectory(Versions(package.Name));
        using var turn = await EnterAsync(package.Name, cancellationToken).ConfigureAwait(false);
        var numbers = Numbers(package.Name);
        if (parent is { } given && !numbers.Contains(given))
        {
            throw ModelNotFoundException.Version(package.Name, $"{given}", Present(package.Name), ReadAliases(package.Name).Keys);
        }

        var version = numbers.LastOrDefault() + 1;
        var unfinished = Path.Combine(Versions(package.Name), $"{AtomicFile.Unfinished}{version}");
        try
        {
            var made = await Task.Run(() => VersionFolder.Fill(unfinished, package, version, parent, words, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            Directory.Move(unfinished, VersionPath(package.Name, version));
            FolderSync.Flush(Versions(package.Name));
            return made;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken = default) => Task.Run<IReadOnlyList<RegisteredModel>>(
        () =>
        [
            .. Models().Select(model =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                var present = Present(model);
                return new RegisteredModel(model, present.LastOrDefault(), present.Count, ReadAliases(model));
            }),
        ],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelVersion>> VersionsAsync(string model, CancellationToken cancellationToken = default)
    {
        EnsureModel(model);
        return Task.Run<IReadOnlyList<ModelVersion>>(
            () =>
            {
                var aliases = ReadAliases(model);
                return [.. Present(model).Reverse().Select(version => Describe(model, version, aliases))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion> FindAsync(string model, string reference, CancellationToken cancellationToken = default)
    {
        var number = RegistryNames.Number(reference);
        EnsureModel(model);
        return Task.Run(() => Find(model, reference, number), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ModelPackage> LoadAsync(string model, string reference, CancellationToken cancellationToken = default)
    {
        const int most = 5;
        for (var attempt = 1; ; attempt++)
        {
            var version = await FindAsync(model, reference, cancellationToken).ConfigureAwait(false);
            var folder = Folder(model, version.Version);
            try
            {
                return await Task.Run(() => folder.ReadPackage(version), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is InvalidDataException or IOException && folder.RemovedAt is { } when)
            {
                // An alias may have moved on since, and its earlier version been removed.
                if (attempt == most || RegistryNames.Number(reference) is not null)
                {
                    throw ModelNotFoundException.Removed(model, version.Version, when);
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Another writer was busy for too long.</exception>
    public async Task<int?> SetAliasAsync(string model, string alias, int version, CancellationToken cancellationToken = default)
    {
        RegistryNames.EnsureAlias(alias);
        EnsureModel(model);
        using var turn = await EnterAsync(model, cancellationToken).ConfigureAwait(false);
        EnsurePresent(model, version);
        var before = ReadAliases(model);
        AtomicFile.Write(Path.Combine(Aliases(model), alias), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}\n")), Aliases(model));
        return before.TryGetValue(alias, out var earlier) ? earlier : null;
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Another writer was busy for too long.</exception>
    public async Task RemoveAliasAsync(string model, string alias, CancellationToken cancellationToken = default)
    {
        RegistryNames.EnsureAlias(alias);
        EnsureModel(model);
        using var turn = await EnterAsync(model, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(Aliases(model), alias);
        if (!File.Exists(path))
        {
            throw ModelNotFoundException.Version(model, alias, Present(model), ReadAliases(model).Keys);
        }

        File.Delete(path);
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Another writer was busy for too long.</exception>
    public async Task SetTagsAsync(string model, int version, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        RegistryNames.EnsureTags(tags);
        EnsureModel(model);
        using var turn = await EnterAsync(model, cancellationToken).ConfigureAwait(false);
        EnsurePresent(model, version);
        var folder = Folder(model, version);
        var words = folder.ReadTags().ToDictionary();
        foreach (var (name, text) in tags)
        {
            if (text is null)
            {
                words.Remove(name);
            }
            else
            {
                words[name] = text;
            }
        }

        folder.WriteTags(words);
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Another writer was busy for too long.</exception>
    public async Task<IReadOnlyList<ModelVersion>> CollectAsync(string model, RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        EnsureModel(model);
        using var turn = await EnterAsync(model, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var aliases = ReadAliases(model);
        foreach (var number in Numbers(model).Where(number => Folder(model, number).RemovedAt is not null))
        {
            Folder(model, number).Remove(now);
        }

        var removed = new List<ModelVersion>();
        foreach (var version in policy.Choose([.. Present(model).Reverse().Select(number => Describe(model, number, aliases))], now))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Folder(model, version.Version).Remove(now);
            removed.Add(version);
        }

        return removed;
    }

    private async Task<FolderLock> EnterAsync(string model, CancellationToken cancellationToken)
    {
        var turn = await FolderLock.EnterAsync(Path.Combine(_root, model), _patience, _time, cancellationToken).ConfigureAwait(false);
        AtomicFile.Clean(Versions(model));
        AtomicFile.Clean(Aliases(model));
        return turn;
    }

    private ModelVersion Find(string model, string reference, int? number)
    {
        const int most = 100;
        for (var attempt = 1; ; attempt++)
        {
            var aliases = ReadAliases(model);
            var version = number ?? (aliases.TryGetValue(reference, out var named) ? named : 0);
            if (!Numbers(model).Contains(version))
            {
                throw ModelNotFoundException.Version(model, reference, Present(model), aliases.Keys);
            }

            if (Folder(model, version).RemovedAt is not { } when)
            {
                return Describe(model, version, aliases);
            }

            // An alias may have moved on since it was read, and its earlier version been removed.
            if (number is not null || attempt == most)
            {
                throw ModelNotFoundException.Removed(model, version, when);
            }
        }
    }

    private ModelVersion Describe(string model, int version, IReadOnlyDictionary<string, int> aliases) => Folder(model, version).Read(model, version) with
    {
        Aliases = [.. aliases.Where(alias => alias.Value == version).Select(alias => alias.Key).Order(StringComparer.Ordinal)],
    };

    private void EnsureModel(string model)
    {
        RegistryNames.EnsureModel(model);
        if (!Directory.Exists(Versions(model)))
        {
            throw ModelNotFoundException.Model(_root, model, Models());
        }
    }

    /// <summary>A folder that was there before, such as a saved package, is not mixed with versions.</summary>
    private void EnsureNothingElse(string model)
    {
        var path = Path.Combine(_root, model);
        var foreign = Directory.Exists(path) && !Directory.Exists(Versions(model))
            ? Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).FirstOrDefault(name => name is not ("aliases" or "versions" or FolderLock.FileName))
            : null;
        if (foreign is not null)
        {
            throw new IOException($"`{path}` holds `{foreign}` and is no model of a registry. Give the registry a folder of its own.");
        }
    }

    private void EnsurePresent(string model, int version) => _ = Find(model, version.ToString(CultureInfo.InvariantCulture), version);

    private IEnumerable<string> Models() => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Select(path => Path.GetFileName(path)).Where(name => Directory.Exists(Versions(name)) && Numbers(name).Count > 0).Order(StringComparer.Ordinal)
        : [];

    /// <summary>The numbers of all versions that ever were, in order.</summary>
    private List<int> Numbers(string model) =>
    [
        .. Directory.EnumerateDirectories(Versions(model))
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .Order(),
    ];

    /// <summary>The numbers of the versions that are there, in order.</summary>
    private IReadOnlyList<int> Present(string model) => [.. Numbers(model).Where(number => Folder(model, number).RemovedAt is null)];

    private Dictionary<string, int> ReadAliases(string model)
    {
        var aliases = new Dictionary<string, int>();
        foreach (var file in new DirectoryInfo(Aliases(model)).EnumerateFiles().Where(file => !file.Name.StartsWith('.')))
        {
            if (ReadAlias(file) is { } version)
            {
                aliases[file.Name] = version;
            }
        }

        return aliases;
    }

    /// <summary>The version that an alias names; null for one that was taken away meanwhile.</summary>
    private static int? ReadAlias(FileInfo file)
    {
        string text;
        try
        {
            text = file.Length <= LargestAlias ? File.ReadAllText(file.FullName) : "a longer text";
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        return int.TryParse(text.TrimEnd('\n', '\r'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : throw new InvalidDataException($"`{file.FullName}` holds `{text}`; expected the number of a version. Set the alias again: SetAliasAsync, or write the number into the file.");
    }

    private string Versions(string model) => Path.Combine(_root, model, "versions");

    private string Aliases(string model) => Path.Combine(_root, model, "aliases");

    private string VersionPath(string model, int version) => Path.Combine(Versions(model), version.ToString(CultureInfo.InvariantCulture));

    private VersionFolder Folder(string model, int version) => new(VersionPath(model, version));
}
