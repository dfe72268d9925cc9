using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Sql;

/// <summary>The tables of a registry, which are made on first use, and brought up to date by one process at a time.</summary>
/// <remarks>
/// A version that was removed keeps its row. <c>is_there</c> is part of the key that aliases refer to: the database itself lets no alias
/// name a version that is not there, nor removes one that an alias names.
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
                $"`{schema}` is no name of a schema; expected at most 63 lower-case letters, digits and '_', the first a letter, not pg_.",
                nameof(schema));
        }
    }

    /// <summary>Makes the tables where they are missing, and makes sure that the folder of the packages belongs to them.</summary>
    /// <returns>Which registry it is.</returns>
    /// <exception cref="InvalidDataException">The tables are newer than this code.</exception>
    /// <exception cref="IOException">The folder is not the registry's.</exception>
    public async Task<BlobMark> EnsureAsync(CancellationToken cancellationToken)
    {
        var state = await database.ReadAsync(FindAsync, cancellationToken).ConfigureAwait(false);
        if (state.Version < Known)
        {
            state = await database.ChangeAsync(MigrateAsync, cancellationToken).ConfigureAwait(false);
        }

        if (state.Version > Known)
        {
            throw new InvalidDataException(
                $"The registry in the schema `{database.Schema}` of {database.Description} has tables of version {state.Version}; "
                + $"expected {Known} or less. Update Atelier here.");
        }

        blobs.EnsureMarked(state.Mark);
        return state.Mark;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Names();

    private async Task<State> FindAsync(PostgresSession session)
    {
        if (await session.ScalarAsync("select to_regclass($1)::text", $"{database.Schema}.registry").ConfigureAwait(false) is null)
        {
            return new State(new BlobMark(Guid.Empty), 0);
        }

        var rows = await session.RowsAsync(
            $"select id, version from {database.Schema}.registry",
            reader => new State(new BlobMark(reader.GetGuid(0)), reader.GetInt32(1))).ConfigureAwait(false);
        return rows is [var state]
            ? state
            : throw new InvalidDataException(
                $"The table {database.Schema}.registry of {database.Description} has {rows.Count} rows; expected the one of a registry. "
                + "Restore it from a backup, or give another schema.");
    }

    private async Task<State> MigrateAsync(PostgresSession session)
    {
        var schema = database.Schema;
        await session.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('Atelier registry ' || $1, 0))", schema)
            .ConfigureAwait(false);
        var state = await FindAsync(session).ConfigureAwait(false);
        if (state.Version >= Known)
        {
            return state;
        }

        // Who owns a schema that is there need not be allowed to make one.
        if (await session.ScalarAsync("select to_regnamespace($1)::text", schema).ConfigureAwait(false) is null)
        {
            await session.ExecuteAsync($"create schema {schema}").ConfigureAwait(false);
        }

        foreach (var step in Steps.Skip(state.Version))
        {
            await session.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, step, schema)).ConfigureAwait(false);
        }

        if (state.Version > 0)
        {
            await session.ExecuteAsync($"update {schema}.registry set version = $1", Known).ConfigureAwait(false);
            return state with { Version = Known };
        }

        var made = new State(new BlobMark(Guid.NewGuid()), Known);
        await session.ExecuteAsync($"insert into {schema}.registry (id, version) values ($1, $2)", made.Mark.Registry, made.Version)
            .ConfigureAwait(false);
        blobs.Mark(made.Mark);
        return made;
    }

    private readonly record struct State(BlobMark Mark, int Version);
}
