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
    public static bool IsCut(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || (error is NpgsqlException and not PostgresException && error.InnerException is IOException or SocketException);

    /// <summary>The error as callers of a registry get it.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="server">Where, without a password.</param>
    /// <param name="user">Who asked; null where the settings do not say.</param>
    /// <param name="schema">The registry's schema.</param>
    /// <param name="patience">How long a writer waits.</param>
    public static Exception Tell(Exception error, string server, string? user, string schema, TimeSpan patience) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new UnauthorizedAccessException(
            $"PostgreSQL at {server} refused {(user is null ? "the user" : $"the user `{user}`")}: {Text(error)}. "
            + "Check name and password; the password is best kept in PGPASSWORD or in ~/.pgpass.",
            error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new IOException(
            $"PostgreSQL at {server} has no such database: {Text(error)}. Make it with createdb, or name another.", error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new UnauthorizedAccessException(
            $"PostgreSQL at {server} denies {(user is null ? "the user" : $"`{user}`")} what the registry in the schema `{schema}` needs: {Text(error)}. "
            + $"Readers need USAGE on the schema and SELECT on its tables, writers INSERT, UPDATE and DELETE too, and who makes the registry CREATE on the database.",
            error),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => new UnauthorizedAccessException(
            $"PostgreSQL at {server} takes no changes: {Text(error)}. Give the primary server to those that write.", error),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new TimeoutException(
            $"Another writer has held the registry in the schema `{schema}` of {server} for {patience.TotalSeconds:0.##} s. "
            + "Try again when it is done; if it hangs, end that process.",
            error),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName } => new InvalidDataException(
            $"The schema `{schema}` of {server} is not the one of a registry: {Text(error)}. Restore it from a backup, or give another schema.", error),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new IOException(
            $"The disk of PostgreSQL at {server} is full: {Text(error)}. Nothing was changed; make room there.", error),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new IOException(
            $"PostgreSQL at {server} takes no more connections: {Text(error)}. Raise its max_connections, or lower Maximum Pool Size of those that ask.", error),
        PostgresException => new IOException($"PostgreSQL at {server} could not do it: {Text(error)}.", error),
        NpgsqlException when error.Message.StartsWith("No password", StringComparison.Ordinal) => new UnauthorizedAccessException(
            $"PostgreSQL at {server} asks {(user is null ? "the user" : $"the user `{user}`")} for a password, and none was given. Set PGPASSWORD, or write ~/.pgpass.", error),
        _ => new IOException(
            $"PostgreSQL at {server} cannot be reached: {error.Message.TrimEnd('.')}{(error.InnerException is { } inner ? $" ({inner.Message})" : "")}. "
            + "Check host and port, and that the server runs and takes connections from here.",
            error),
    };

    private static string Text(Exception error) => ((PostgresException)error).MessageText;
}
