using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Atelier.Sql;

/// <summary>Says of what goes wrong in PostgreSQL what to do about it.</summary>
internal static class PostgresErrors
{
    /// <summary>True for what comes from the server, or from the way to it.</summary>
    public static bool IsForeign(Exception error) => error is DbException or SocketException or TimeoutException;

    /// <summary>True where a connection of the pool had been cut, as after a new start of the server: another one may do.</summary>
    public static bool IsCut(Exception error) => error is PostgresException told
        ? told.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : error is NpgsqlException { InnerException: IOException or SocketException };

    /// <summary>The error as callers of a registry get it.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="server">Where, without a password.</param>
    /// <param name="user">Who asked.</param>
    /// <param name="schema">The registry's schema.</param>
    /// <param name="patience">How long a writer waits.</param>
    public static Exception Tell(Exception error, string server, string user, string schema, TimeSpan patience) => error switch
    {
        PostgresException told => Tell(told, server, user, schema, patience),
        NpgsqlException when error.Message.StartsWith("No password", StringComparison.Ordinal) => new UnauthorizedAccessException(
            $"PostgreSQL at {server} asks {user} for a password, and none was given. Set PGPASSWORD, or write ~/.pgpass.", error),
        _ => new IOException(
            $"PostgreSQL at {server} cannot be reached: {error.Message.TrimEnd('.')}"
            + $"{(error.InnerException is { } inner ? $" ({inner.Message})" : "")}. "
            + "Check host and port, and that the server runs and takes connections from here.",
            error),
    };

    private static Exception Tell(PostgresException error, string server, string user, string schema, TimeSpan patience)
    {
        var text = error.MessageText;
        return error.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new UnauthorizedAccessException(
                $"PostgreSQL at {server} refused {user}: {text}. "
                + "Check name and password; the password is best kept in PGPASSWORD or in ~/.pgpass.",
                error),
            PostgresErrorCodes.InvalidCatalogName => new IOException(
                $"PostgreSQL at {server} has no such database: {text}. Make it with createdb, or name another.", error),
            PostgresErrorCodes.InsufficientPrivilege => new UnauthorizedAccessException(
                $"PostgreSQL at {server} denies {user} what the registry in the schema `{schema}` needs: {text}. "
                + "Readers need USAGE on the schema and SELECT on its tables, writers INSERT, UPDATE and DELETE too, "
                + "and who makes the registry CREATE on the database.",
                error),
            PostgresErrorCodes.ReadOnlySqlTransaction => new UnauthorizedAccessException(
                $"PostgreSQL at {server} takes no changes: {text}. Give the primary server to those that write.", error),
            PostgresErrorCodes.LockNotAvailable => new TimeoutException(
                $"Another writer has held the registry in the schema `{schema}` of {server} for {patience.TotalSeconds:0.##} s. "
                + "Try again when it is done; if it hangs, end that process.",
                error),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
                new InvalidDataException(
                    $"The schema `{schema}` of {server} is not the one of a registry: {text}. "
                    + "Restore it from a backup, or give another schema.",
                    error),
            PostgresErrorCodes.DiskFull => new IOException(
                $"The disk of PostgreSQL at {server} is full: {text}. Nothing was changed; make room there.", error),
            PostgresErrorCodes.TooManyConnections => new IOException(
                $"PostgreSQL at {server} takes no more connections: {text}. "
                + "Raise its max_connections, or lower Maximum Pool Size of those that ask.",
                error),
            _ => new IOException($"PostgreSQL at {server} could not do it: {text}.", error),
        };
    }
}
