using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Atelier.Sql;

/// <summary>The tables of a registry, which are made on first use, and brought up to date by one process at a time.</summary>
/// <remarks>
/// A version that was removed keeps its row. <c>is_there</c> is part of the key that aliases refer to: the database itself lets no alias name a
/// version that is not there, nor removes one that an alias names.
/// </remarks>
internal sealed partial class PostgresSchema(PostgresDatabase database, BlobFolder blobs)
{
    /// <summary>The statements that lead from each version of the tables to the next; one that was published never changes.</summary>
    private static readonly string[] Steps =
    [
        """
        create table {0}.registry (
            id uuid not null,
            version int not null,
            only_one boolean primary key default true check (only_one)
        );
        create table {0}.models (
            name text collate "C" primary key
        );
        create table {0}.versions (
            model text collate "C" not null references {0}.models,
            version int not null check (version > 0),
            parent int,
            digest text collate "C" not null check (digest ~ '^[0-9a-f]{{64}}$'),
            record json not null,
            tags json not null,
            removed_at timestamptz,
            is_there boolean not null generated always as (removed_at is null) stored,
            primary key (model, version),
            unique (model, version, is_there),
            foreign key (model, parent) references {0}.versions
        );
        create index versions_by_digest on {0}.versions (digest) where removed_at is null;
        create table {0}.aliases (
            model text collate "C" not null,
            alias text collate "C" not null,
            version int not null,
            is_there boolean not null default true check (is_there),
            primary key (model, alias),
            foreign key (model, version, is_there) references {0}.versions (model, version, is_there)
        );
        """,
    ];

    /// <summary>The version of the tables that this code knows.</summary>
    public static int Known => Steps.Length;

    /// <exception cref="ArgumentException">It is no name of a schema.</exception>
    public static void EnsureName(string schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(schema);
        if (!Names().IsMatch(schema) || schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"`{schema}` is no name of a schema; expected at most 63 lower-case letters, digits and '_', the first a letter, not pg_.", nameof(schema));
        }
    }

    /// <summary>Makes the tables where they are missing, and makes sure that the folder of the packages belongs to them.</summary>
    /// <returns>Which registry it is.</returns>
    /// <exception cref="InvalidDataException">The tables are newer than this code.</exception>
    /// <exception cref="IOException">The folder is not the registry's.</exception>
    public async Task<BlobMark> EnsureAsync(CancellationToken cancellationToken)
    {
        var state = await database.ReadAsync(connection => FindAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (state.Version < Known)
        {
            state = await database.ChangeAsync(connection => MigrateAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (state.Version > Known)
        {
            throw new InvalidDataException(
                $"The registry in the schema `{database.Schema}` of {database.Description} has tables of version {state.Version}; expected {Known} or less. Update Atelier here.");
        }

        blobs.EnsureMarked(state.Mark);
        return state.Mark;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Names();

    private async Task<State> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await PostgresDatabase.ScalarAsync(connection, "select to_regclass($1)::text", [$"{database.Schema}.registry"], cancellationToken).ConfigureAwait(false) is null)
        {
            return new State(new BlobMark(Guid.Empty), 0);
        }

        await using var command = PostgresDatabase.Command(connection, $"select id, version from {database.Schema}.registry");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new State(new BlobMark(reader.GetGuid(0)), reader.GetInt32(1))
            : throw new InvalidDataException(
                $"The table {database.Schema}.registry of {database.Description} is empty; expected the one of a registry. Restore it from a backup, or give another schema.");
    }

    private async Task<State> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await PostgresDatabase.ExecuteAsync(
            connection, "select pg_advisory_xact_lock(hashtextextended('Atelier registry ' || $1, 0))", [database.Schema], cancellationToken).ConfigureAwait(false);
        var state = await FindAsync(connection, cancellationToken).ConfigureAwait(false);
        if (state.Version >= Known)
        {
            return state;
        }

        // Who owns a schema that is there need not be allowed to make one.
        if (await PostgresDatabase.ScalarAsync(connection, "select to_regnamespace($1)::text", [database.Schema], cancellationToken).ConfigureAwait(false) is null)
        {
            await PostgresDatabase.ExecuteAsync(connection, $"create schema {database.Schema}", [], cancellationToken).ConfigureAwait(false);
        }

        foreach (var step in Steps.Skip(state.Version))
        {
            await PostgresDatabase.ExecuteAsync(
                connection, string.Format(CultureInfo.InvariantCulture, step, database.Schema), [], cancellationToken).ConfigureAwait(false);
        }

        if (state.Version > 0)
        {
            await PostgresDatabase.ExecuteAsync(connection, $"update {database.Schema}.registry set version = $1", [Known], cancellationToken).ConfigureAwait(false);
            return state with { Version = Known };
        }

        var made = new State(new BlobMark(Guid.NewGuid()), Known);
        await PostgresDatabase.ExecuteAsync(
            connection, $"insert into {database.Schema}.registry (id, version) values ($1, $2)", [made.Mark.Registry, made.Version], cancellationToken).ConfigureAwait(false);
        blobs.Mark(made.Mark);
        return made;
    }

    private readonly record struct State(BlobMark Mark, int Version);
}
