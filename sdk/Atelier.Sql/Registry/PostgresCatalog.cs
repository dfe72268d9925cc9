using System.Globalization;
using System.Text.Json;
using Atelier.Packaging;
using Atelier.Registry;
using Npgsql;

namespace Atelier.Sql;

/// <summary>What the tables of a registry say, each answer from one statement: of one moment.</summary>
internal sealed class PostgresCatalog(string schema, string description)
{
    private readonly string _columns =
        $"v.record, v.tags, v.removed_at, array(select a.alias from {schema}.aliases a where a.model = v.model and a.version = v.version order by a.alias)";

    /// <summary>All models, or the one of a name, by name.</summary>
    public async Task<IReadOnlyList<ModelState>> ModelsAsync(NpgsqlConnection connection, string? model, CancellationToken cancellationToken)
    {
        await using var command = PostgresDatabase.Command(
            connection,
            $"""
            select m.name,
                array(select v.version from {schema}.versions v where v.model = m.name and v.removed_at is null order by v.version),
                array(select a.alias from {schema}.aliases a where a.model = m.name order by a.alias),
                array(select a.version from {schema}.aliases a where a.model = m.name order by a.alias)
            from {schema}.models m {(model is null ? "" : "where m.name = $1")} order by m.name
            """,
            model is null ? [] : [model]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var models = new List<ModelState>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var aliases = reader.GetFieldValue<string[]>(2).Zip(reader.GetFieldValue<int[]>(3)).ToDictionary(pair => pair.First, pair => pair.Second);
            models.Add(new ModelState(reader.GetString(0), reader.GetFieldValue<int[]>(1), aliases));
        }

        return models;
    }

    /// <summary>The versions of a model that are there, the newest first.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public async Task<IReadOnlyList<ModelVersion>> VersionsAsync(NpgsqlConnection connection, string model, CancellationToken cancellationToken)
    {
        var versions = new List<ModelVersion>();
        await using (var command = PostgresDatabase.Command(
            connection, $"select {_columns} from {schema}.versions v where v.model = $1 and v.removed_at is null order by v.version desc", model))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                versions.Add(Read(reader));
            }
        }

        if (versions.Count == 0)
        {
            await EnsureModelAsync(connection, model, cancellationToken).ConfigureAwait(false);
        }

        return versions;
    }

    /// <summary>The version that a number or an alias names.</summary>
    /// <exception cref="ModelNotFoundException">There is none, or it was removed.</exception>
    public async Task<ModelVersion> FindAsync(NpgsqlConnection connection, string model, string reference, CancellationToken cancellationToken)
    {
        var number = RegistryNames.Number(reference);
        var named = number is null ? $"(select version from {schema}.aliases where model = $1 and alias = $2)" : "$2";
        await using (var command = PostgresDatabase.Command(
            connection, $"select {_columns} from {schema}.versions v where v.model = $1 and v.version = {named}", model, (object?)number ?? reference))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var version = Read(reader);
                return reader.IsDBNull(2) ? version : throw ModelNotFoundException.Removed(model, version.Version, reader.GetFieldValue<DateTimeOffset>(2));
            }
        }

        throw await NotFoundAsync(connection, model, reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a version is there, or ever was.</summary>
    public async Task<bool> IsKnownAsync(NpgsqlConnection connection, string model, int version, CancellationToken cancellationToken) =>
        await PostgresDatabase.ScalarAsync(
            connection, $"select 1 from {schema}.versions where model = $1 and version = $2", [model, version], cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Those of some packages that versions name.</summary>
    public async Task<IReadOnlySet<string>> NamedAsync(NpgsqlConnection connection, IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        ((string[]?)await PostgresDatabase.ScalarAsync(
            connection,
            $"select array(select distinct digest from {schema}.versions where digest = any($1) and removed_at is null)",
            [digests.ToArray()],
            cancellationToken).ConfigureAwait(false))!.ToHashSet();

    /// <summary>Keeps other writers out of a model until the transaction ends.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public async Task LockAsync(NpgsqlConnection connection, string model, CancellationToken cancellationToken)
    {
        if (await PostgresDatabase.ScalarAsync(
            connection, $"select 1 from {schema}.models where name = $1 for update", [model], cancellationToken).ConfigureAwait(false) is null)
        {
            await EnsureModelAsync(connection, model, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes down a version whose package is on disk.</summary>
    public async Task<ModelVersion> AddAsync(
        NpgsqlConnection connection, ModelPackage package, string digest, int? parent, IReadOnlyDictionary<string, string> tags, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await PostgresDatabase.ExecuteAsync(
            connection, $"insert into {schema}.models (name) values ($1) on conflict do nothing", [package.Name], cancellationToken).ConfigureAwait(false);
        await LockAsync(connection, package.Name, cancellationToken).ConfigureAwait(false);
        var version = (int)(await PostgresDatabase.ScalarAsync(
            connection, $"select coalesce(max(version), 0) + 1 from {schema}.versions where model = $1", [package.Name], cancellationToken).ConfigureAwait(false))!;
        var record = VersionRecord.Of(package, version, digest, parent, now);
        await PostgresDatabase.ExecuteAsync(
            connection,
            $"insert into {schema}.versions (model, version, parent, digest, record, tags) values ($1, $2, $3, $4, $5::json, $6::json)",
            [package.Name, version, parent, digest, Json(record), Json(tags)],
            cancellationToken).ConfigureAwait(false);
        return record.ToVersion(tags, []);
    }

    public Task SetTagsAsync(NpgsqlConnection connection, string model, int version, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        PostgresDatabase.ExecuteAsync(
            connection, $"update {schema}.versions set tags = $3::json where model = $1 and version = $2", [model, version, Json(tags)], cancellationToken);

    /// <summary>Marks versions as removed.</summary>
    public Task RemoveAsync(NpgsqlConnection connection, string model, IEnumerable<int> versions, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresDatabase.ExecuteAsync(
            connection,
            $"update {schema}.versions set removed_at = $3 where model = $1 and version = any($2)",
            [model, versions.ToArray(), now.UtcDateTime],
            cancellationToken);

    /// <returns>The version that the alias named before; null where it is new.</returns>
    public async Task<int?> SetAliasAsync(NpgsqlConnection connection, string model, string alias, int version, CancellationToken cancellationToken)
    {
        var before = await PostgresDatabase.ScalarAsync(
            connection, $"select version from {schema}.aliases where model = $1 and alias = $2", [model, alias], cancellationToken).ConfigureAwait(false);
        await PostgresDatabase.ExecuteAsync(
            connection,
            $"insert into {schema}.aliases (model, alias, version) values ($1, $2, $3) on conflict (model, alias) do update set version = $3",
            [model, alias, version],
            cancellationToken).ConfigureAwait(false);
        return (int?)before;
    }

    /// <returns>The version that the alias named.</returns>
    /// <exception cref="ModelNotFoundException">There is no such alias.</exception>
    public async Task<int> RemoveAliasAsync(NpgsqlConnection connection, string model, string alias, CancellationToken cancellationToken) =>
        (int)(await PostgresDatabase.ScalarAsync(
                connection, $"delete from {schema}.aliases where model = $1 and alias = $2 returning version", [model, alias], cancellationToken).ConfigureAwait(false)
            ?? throw await NotFoundAsync(connection, model, alias, cancellationToken).ConfigureAwait(false));

    /// <summary>What to say of a version or an alias that is not there.</summary>
    public async Task<ModelNotFoundException> NotFoundAsync(NpgsqlConnection connection, string model, string reference, CancellationToken cancellationToken)
    {
        var state = await EnsureModelAsync(connection, model, cancellationToken).ConfigureAwait(false);
        return ModelNotFoundException.Version(model, reference, state.Present, state.Aliases.Keys);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, PackageJson.Options);

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, PackageJson.Options)!;

    private async Task<ModelState> EnsureModelAsync(NpgsqlConnection connection, string model, CancellationToken cancellationToken)
    {
        if (await ModelsAsync(connection, model, cancellationToken).ConfigureAwait(false) is [var state])
        {
            return state;
        }

        var all = await ModelsAsync(connection, null, cancellationToken).ConfigureAwait(false);
        throw ModelNotFoundException.Model($"{description} (schema {schema})", model, all.Select(known => known.Name));
    }

    private ModelVersion Read(NpgsqlDataReader reader)
    {
        try
        {
            return Parse<VersionRecord>(reader.GetString(0)).ToVersion(Parse<Dictionary<string, string>>(reader.GetString(1)), reader.GetFieldValue<string[]>(3));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"A row of {schema}.versions in {description} cannot be read: {error.Message} Restore it from a backup."), error);
        }
    }

    /// <summary>A model with the numbers of the versions that are there, in order, and its aliases.</summary>
    public sealed record ModelState(string Name, IReadOnlyList<int> Present, IReadOnlyDictionary<string, int> Aliases);
}
