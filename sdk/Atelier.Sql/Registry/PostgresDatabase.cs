using System.Data;
using System.Globalization;
using Npgsql;

namespace Atelier.Sql;

/// <summary>Reads from a database and changes it, each time on a connection of the pool, and tells what goes wrong.</summary>
internal sealed class PostgresDatabase
{
    private readonly string _settings;
    private readonly string? _user;
    private readonly TimeSpan _patience;

    public PostgresDatabase(NpgsqlConnectionStringBuilder settings, string schema, TimeSpan patience)
    {
        if (settings.CommandTimeout > 0)
        {
            // Who waits for another writer is told by the server, which knows why.
            settings.CommandTimeout = Math.Max(settings.CommandTimeout, (int)Math.Min(patience.TotalSeconds, 1_000_000) + 30);
        }

        settings.ApplicationName ??= "Atelier";
        (_settings, _user, _patience) = (settings.ConnectionString, settings.Username, patience);
        (Schema, Description) = (schema, PostgresAddress.Describe(settings));
    }

    public string Schema { get; }

    /// <summary>Where it is, without a password.</summary>
    public string Description { get; }

    /// <summary>Reads; each command sees what was committed when it began.</summary>
    public Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellationToken) => ConnectedAsync(
        connection => read(new PostgresSession(connection, cancellationToken)), () => true, cancellationToken);

    /// <summary>Changes something, as a whole or not at all.</summary>
    public Task<T> ChangeAsync<T>(Func<PostgresSession, Task<T>> change, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        return ConnectedAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
                    .ConfigureAwait(false);
                await using var ending = transaction.ConfigureAwait(false);
                var session = new PostgresSession(connection, cancellationToken);
                await SetLimitsAsync(session).ConfigureAwait(false);
                hasBegun = true;
                var result = await change(session).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                await CommitAsync(transaction).ConfigureAwait(false);
                return result;
            },
            () => !hasBegun,
            cancellationToken);
    }

    private async Task<T> ConnectedAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, Func<bool> mayRepeat, CancellationToken cancellationToken)
    {
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                var connection = new NpgsqlConnection(_settings);
                await using var closing = connection.ConfigureAwait(false);
                try
                {
                    await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                    return await work(connection).ConfigureAwait(false);
                }
                catch (Exception error) when (isFirst && mayRepeat() && PostgresErrors.IsCut(error))
                {
                    NpgsqlConnection.ClearPool(connection);
                }
            }
        }
        catch (Exception error) when (PostgresErrors.IsForeign(error))
        {
            throw PostgresErrors.Tell(error, Description, _user is null ? "the user" : $"the user `{_user}`", Schema, _patience);
        }
    }

    private Task SetLimitsAsync(PostgresSession session)
    {
        var wait = Math.Clamp((long)Math.Ceiling(_patience.TotalMilliseconds), 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);
        // A package may take its time to be written: the server is not to give up meanwhile.
        return session.ExecuteAsync($"set local lock_timeout = {wait}; set local idle_in_transaction_session_timeout = 0");
    }

    private async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            // Not to be cancelled: nobody would know what it did.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException error) when (error is not PostgresException)
        {
            throw new IOException(
                $"The connection to PostgreSQL at {Description} broke while a change was committed ({error.Message}); "
                + "whether it was is not known. Look what is there before you try again.",
                error);
        }
    }
}
