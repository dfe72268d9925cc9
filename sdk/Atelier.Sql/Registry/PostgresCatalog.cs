using System.Globalization;
using System.Text.Json;
using Atelier.Packaging;
using Atelier.Registry;
using Npgsql;

namespace Atelier.Sql;

/// <summary>What the tables of a registry say, each answer from one statement: of one moment.</summary>
internal sealed class PostgresCatalog(string schema, string description)
{
    private readonly string _versions = $"""
        select v.record, v.tags, v.removed_at,
            array(select a.alias from {schema}.aliases a where a.model = v.model and a.version = v.version order by a.alias)
        from {schema}.versions v
        """;

    private readonly string _models = $"""
        select m.name,
            array(select v.version from {schema}.versions v where v.model = m.name and v.removed_at is null order by v.version),
            array(select a.alias from {schema}.aliases a where a.model = m.name order by a.alias),
            array(select a.version from {schema}.aliases a where a.model = m.name order by a.alias)
        from {schema}.models m
        """;

    /// <summary>All models, by name.</summary>
    public Task<IReadOnlyList<ModelState>> ModelsAsync(PostgresSession session) =>
        session.RowsAsync($"{_models} order by m.name", ReadModel);

    /// <summary>The versions of a model that are there, the newest first.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public async Task<IReadOnlyList<ModelVersion>> VersionsAsync(PostgresSession session, string model)
    {
        var rows = await session.RowsAsync(
            $"{_versions} where v.model = $1 and v.removed_at is null order by v.version desc", ReadVersion, model).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            await StateAsync(session, model).ConfigureAwait(false);
        }

        return [.. rows.Select(row => row.Version)];
    }

    /// <summary>The version that a number or an alias names.</summary>
    /// <exception cref="ModelNotFoundException">There is none, or it was removed.</exception>
    public async Task<ModelVersion> FindAsync(PostgresSession session, string model, string reference)
    {
        var number = RegistryNames.Number(reference);
        var named = number is null ? $"(select version from {schema}.aliases where model = $1 and alias = $2)" : "$2";
        var rows = await session.RowsAsync(
            $"{_versions} where v.model = $1 and v.version = {named}", ReadVersion, model, (object?)number ?? reference)
            .ConfigureAwait(false);
        if (rows is not [var (version, removedAt)])
        {
            throw await NotFoundAsync(session, model, reference).ConfigureAwait(false);
        }

        return removedAt is { } when ? throw ModelNotFoundException.Removed(model, version.Version, when) : version;
    }

    /// <summary>Whether a version is there, or ever was.</summary>
    public async Task<bool> IsKnownAsync(PostgresSession session, string model, int version) =>
        await session.ScalarAsync($"select 1 from {schema}.versions where model = $1 and version = $2", model, version)
            .ConfigureAwait(false) is not null;

    /// <summary>Those of some packages that versions name.</summary>
    public async Task<IReadOnlySet<string>> NamedAsync(PostgresSession session, IEnumerable<string> digests)
    {
        var rows = await session.RowsAsync(
            $"select distinct digest from {schema}.versions where digest = any($1) and removed_at is null",
            reader => reader.GetString(0),
            [digests.ToArray()]).ConfigureAwait(false);
        return rows.ToHashSet();
    }

    /// <summary>Keeps other writers out of a model until the transaction ends.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public async Task LockAsync(PostgresSession session, string model)
    {
        var found = await session.ScalarAsync($"select 1 from {schema}.models where name = $1 for update", model).ConfigureAwait(false);
        if (found is null)
        {
            await StateAsync(session, model).ConfigureAwait(false);
        }
    }

    /// <summary>Writes down a version whose package is on disk.</summary>
    public async Task<ModelVersion> AddAsync(
        PostgresSession session,
        ModelPackage package,
        string digest,
        int? parent,
        IReadOnlyDictionary<string, string> tags,
        DateTimeOffset now)
    {
        var model = package.Name;
        await session.ExecuteAsync($"insert into {schema}.models (name) values ($1) on conflict do nothing", model).ConfigureAwait(false);
        await LockAsync(session, model).ConfigureAwait(false);
        var last = await session.ScalarAsync($"select max(version) from {schema}.versions where model = $1", model).ConfigureAwait(false);
        var record = VersionRecord.Of(package, ((int?)last ?? 0) + 1, digest, parent, now);
        await session.ExecuteAsync(
            $"""
            insert into {schema}.versions (model, version, parent, digest, record, tags)
            values ($1, $2, $3, $4, $5::json, $6::json)
            """,
            model,
            record.Version,
            parent,
            digest,
            Json(record),
            Json(tags)).ConfigureAwait(false);
        return record.ToVersion(tags, []);
    }

    public Task SetTagsAsync(PostgresSession session, string model, int version, IReadOnlyDictionary<string, string> tags) =>
        session.ExecuteAsync(
            $"update {schema}.versions set tags = $3::json where model = $1 and version = $2", model, version, Json(tags));

    /// <summary>Marks versions as removed.</summary>
    public Task RemoveAsync(PostgresSession session, string model, IEnumerable<int> versions, DateTimeOffset now) =>
        session.ExecuteAsync(
            $"update {schema}.versions set removed_at = $3 where model = $1 and version = any($2)",
            model,
            versions.ToArray(),
            now.UtcDateTime);

    /// <returns>The version that the alias named before; null where it is new.</returns>
    public async Task<int?> SetAliasAsync(PostgresSession session, string model, string alias, int version)
    {
        var before = await session.ScalarAsync($"select version from {schema}.aliases where model = $1 and alias = $2", model, alias)
            .ConfigureAwait(false);
        await session.ExecuteAsync(
            $"""
            insert into {schema}.aliases (model, alias, version) values ($1, $2, $3)
            on conflict (model, alias) do update set version = $3
            """,
            model,
            alias,
            version).ConfigureAwait(false);
        return (int?)before;
    }

    /// <returns>The version that the alias named.</returns>
    /// <exception cref="ModelNotFoundException">There is no such alias.</exception>
    public async Task<int> RemoveAliasAsync(PostgresSession session, string model, string alias)
    {
        var before = await session.ScalarAsync(
            $"delete from {schema}.aliases where model = $1 and alias = $2 returning version", model, alias).ConfigureAwait(false);
        return (int?)before ?? throw await NotFoundAsync(session, model, alias).ConfigureAwait(false);
    }

    /// <summary>What to say of a version or an alias that is not there.</summary>
    public async Task<ModelNotFoundException> NotFoundAsync(PostgresSession session, string model, string reference)
    {
        var state = await StateAsync(session, model).ConfigureAwait(false);
        return ModelNotFoundException.Version(model, reference, state.Present, state.Aliases.Keys);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, PackageJson.Options);

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, PackageJson.Options)!;

    private static ModelState ReadModel(NpgsqlDataReader reader)
    {
        var aliases = reader.GetFieldValue<string[]>(2)
            .Zip(reader.GetFieldValue<int[]>(3))
            .ToDictionary(pair => pair.First, pair => pair.Second);
        return new ModelState(reader.GetString(0), reader.GetFieldValue<int[]>(1), aliases);
    }

    private (ModelVersion Version, DateTimeOffset? RemovedAt) ReadVersion(NpgsqlDataReader reader)
    {
        try
        {
            var tags = Parse<Dictionary<string, string>>(reader.GetString(1));
            var version = Parse<VersionRecord>(reader.GetString(0)).ToVersion(tags, reader.GetFieldValue<string[]>(3));
            return (version, reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A row of {schema}.versions in {description} cannot be read: {error.Message} Restore it from a backup."),
                error);
        }
    }

    private async Task<ModelState> StateAsync(PostgresSession session, string model)
    {
        if (await session.RowsAsync($"{_models} where m.name = $1", ReadModel, model).ConfigureAwait(false) is [var state])
        {
            return state;
        }

        var all = await ModelsAsync(session).ConfigureAwait(false);
        throw ModelNotFoundException.Model($"{description} (schema {schema})", model, all.Select(known => known.Name));
    }

    /// <summary>A model with the numbers of the versions that are there, in order, and its aliases.</summary>
    public sealed record ModelState(string Name, IReadOnlyList<int> Present, IReadOnlyDictionary<string, int> Aliases);
}
