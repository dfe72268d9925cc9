using System.Buffers.Binary;
using System.Globalization;
using Atelier.Packaging;
using Atelier.Registry;

namespace Atelier.Sql;

/// <summary>
/// A registry in PostgreSQL, for teams: what is known of versions lies in tables, their packages in a folder beside it, such as a share.
/// </summary>
/// <remarks>
/// The tables are made on first use, in a schema of their own. A package is on disk before the row of its version is committed, so a
/// process that is ended at any moment leaves no version in part; equal packages are kept once. Writers of one model take turns by the
/// database's locks, after their packages are written; readers never wait. A collection of garbage also clears away what processes that
/// were ended left on disk, of all models, and never what another process is writing.
/// <para>
/// The password is best not in the settings: PGPASSWORD and <c>~/.pgpass</c> are read. Besides what <see cref="IModelRegistry"/> lists, all
/// methods throw <see cref="IOException"/> where the server cannot be reached or the folder is not the registry's,
/// <see cref="UnauthorizedAccessException"/> where the user is refused, and <see cref="InvalidDataException"/> where the tables are
/// newer than this code; those that write throw <see cref="TimeoutException"/> where another writer was busy for too long.
/// </para>
/// </remarks>
public sealed class PostgresRegistry : IModelRegistry
{
    private const int MostAttempts = 5;

    private readonly PostgresDatabase _database;
    private readonly PostgresSchema _tables;
    private readonly PostgresCatalog _catalog;
    private readonly BlobFolder _blobs;
    private readonly TimeProvider _time;

    // Null until the tables and the folder were found to be right.
    private volatile BlobMark? _mark;

    /// <summary>Uses a database and a folder, which are asked at the first call.</summary>
    /// <param name="database">Where the database is: <c>postgresql://USER@HOST:PORT/DATABASE</c>, or a connection string of Npgsql.</param>
    /// <param name="blobs">The folder of the packages, the same for all that use the registry; it is made with the tables.</param>
    /// <param name="schema">The schema of the tables: lower-case letters, digits and '_'.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <param name="patience">How long a writer waits for another one; null takes one minute.</param>
    /// <exception cref="ArgumentException">The address cannot be read, or the schema has no name that one may have.</exception>
    public PostgresRegistry(string database, string blobs, string schema = "atelier", TimeProvider? time = null, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(blobs);
        PostgresSchema.EnsureName(schema);
        _time = time ?? TimeProvider.System;
        _database = new PostgresDatabase(PostgresAddress.Parse(database), schema, patience ?? TimeSpan.FromMinutes(1));
        _blobs = new BlobFolder(Path.GetFullPath(blobs));
        _tables = new PostgresSchema(_database, _blobs);
        _catalog = new PostgresCatalog(schema, _database.Description);
    }

    /// <inheritdoc/>
    public async Task<ModelVersion> RegisterAsync(
        ModelPackage package,
        int? parent = null,
        IReadOnlyDictionary<string, string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        var words = tags ?? new Dictionary<string, string>();
        RegistryNames.EnsureTags(words.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value)));
        var digest = await Task.Run(() => PackageDigest.Of(package), cancellationToken).ConfigureAwait(false);
        var mark = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _database.ChangeAsync(
            async session =>
            {
                if (parent is { } given && !await _catalog.IsKnownAsync(session, package.Name, given).ConfigureAwait(false))
                {
                    throw await _catalog.NotFoundAsync(session, package.Name, Text(given)).ConfigureAwait(false);
                }

                // Until the version is committed or the process ends, nobody else writes this package, nor takes it for garbage.
                await session.ExecuteAsync("select pg_advisory_xact_lock($1)", LockOf(digest)).ConfigureAwait(false);
                await Task.Run(
                    () =>
                    {
                        _blobs.EnsureMarked(mark);
                        _blobs.Keep(package, digest);
                    },
                    cancellationToken).ConfigureAwait(false);
                return await _catalog.AddAsync(session, package, digest, parent, words, _time.GetUtcNow()).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken = default)
    {
        var models = await ReadAsync(_catalog.ModelsAsync, cancellationToken).ConfigureAwait(false);
        return
        [
            .. models.Select(model => new RegisteredModel(model.Name, model.Present.LastOrDefault(), model.Present.Count, model.Aliases)),
        ];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelVersion>> VersionsAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryNames.EnsureModel(model);
        return ReadAsync(session => _catalog.VersionsAsync(session, model), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion> FindAsync(string model, string reference, CancellationToken cancellationToken = default)
    {
        _ = RegistryNames.Number(reference);
        RegistryNames.EnsureModel(model);
        return ReadAsync(session => _catalog.FindAsync(session, model, reference), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ModelPackage> LoadAsync(string model, string reference, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var version = await FindAsync(model, reference, cancellationToken).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => _blobs.Read(version), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                // It may have been removed since; an alias has moved on then, and a number says when.
                var now = await FindAsync(model, reference, cancellationToken).ConfigureAwait(false);
                if (now.Version == version.Version || attempt == MostAttempts)
                {
                    _blobs.EnsureMarked(await ReadyAsync(cancellationToken).ConfigureAwait(false));
                    throw;
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task<int?> SetAliasAsync(string model, string alias, int version, CancellationToken cancellationToken = default)
    {
        RegistryNames.EnsureAlias(alias);
        return ChangeAsync(
            model,
            async session =>
            {
                _ = await _catalog.FindAsync(session, model, Text(version)).ConfigureAwait(false);
                return await _catalog.SetAliasAsync(session, model, alias, version).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAliasAsync(string model, string alias, CancellationToken cancellationToken = default)
    {
        RegistryNames.EnsureAlias(alias);
        return ChangeAsync(model, session => _catalog.RemoveAliasAsync(session, model, alias), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SetTagsAsync(
        string model, int version, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        RegistryNames.EnsureTags(tags);
        return ChangeAsync(
            model,
            async session =>
            {
                var found = await _catalog.FindAsync(session, model, Text(version)).ConfigureAwait(false);
                var words = found.Tags.Where(tag => !tags.ContainsKey(tag.Key)).ToDictionary();
                foreach (var (name, text) in tags)
                {
                    if (text is not null)
                    {
                        words[name] = text;
                    }
                }

                await _catalog.SetTagsAsync(session, model, version, words).ConfigureAwait(false);
                return version;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelVersion>> CollectAsync(
        string model, RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var removed = await ChangeAsync(
            model,
            async session =>
            {
                var now = _time.GetUtcNow();
                var all = await _catalog.VersionsAsync(session, model).ConfigureAwait(false);
                ModelVersion[] chosen = [.. policy.Choose(all, now)];
                await _catalog.RemoveAsync(session, model, chosen.Select(version => version.Version), now).ConfigureAwait(false);
                return chosen;
            },
            cancellationToken).ConfigureAwait(false);
        await SweepAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>The number of the lock of a package; two that share one only wait for each other.</summary>
    internal static long LockOf(string digest) => BinaryPrimitives.ReadInt64BigEndian(Convert.FromHexString(digest));

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    private async Task<BlobMark> ReadyAsync(CancellationToken cancellationToken) =>
        _mark ??= await _tables.EnsureAsync(cancellationToken).ConfigureAwait(false);

    private async Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _database.ReadAsync(read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a model while nobody else does.</summary>
    private async Task<T> ChangeAsync<T>(string model, Func<PostgresSession, Task<T>> change, CancellationToken cancellationToken)
    {
        RegistryNames.EnsureModel(model);
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _database.ChangeAsync(
            async session =>
            {
                await _catalog.LockAsync(session, model).ConfigureAwait(false);
                return await change(session).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the packages that no version names and what is left of unfinished ones, but for those being written.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        _blobs.EnsureMarked(await ReadyAsync(cancellationToken).ConfigureAwait(false));
        var finished = await Task.Run(_blobs.Finished, cancellationToken).ConfigureAwait(false);
        var unfinished = await Task.Run(_blobs.Unfinished, cancellationToken).ConfigureAwait(false);
        var named = await ReadAsync(session => _catalog.NamedAsync(session, finished), cancellationToken).ConfigureAwait(false);
        foreach (var digest in finished.Except(named).Union(unfinished))
        {
            await _database.ChangeAsync(session => SweepAsync(session, digest), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> SweepAsync(PostgresSession session, string digest)
    {
        // Whoever wrote it has committed its version, or has failed, or holds the lock.
        if (await session.ScalarAsync("select pg_try_advisory_xact_lock($1)", LockOf(digest)).ConfigureAwait(false) is not true)
        {
            return false;
        }

        var named = await _catalog.NamedAsync(session, [digest]).ConfigureAwait(false);
        await Task.Run(() =>
        {
            if (named.Count > 0)
            {
                _blobs.DeleteUnfinished(digest);
            }
            else
            {
                _blobs.Delete(digest);
            }
        }).ConfigureAwait(false);
        return true;
    }
}
