using Npgsql;

namespace Atelier.Sql;

/// <summary>An open connection, perhaps in a transaction; parameters of its commands are <c>$1</c>, <c>$2</c> and so on.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    public async Task ExecuteAsync(string sql, params object?[] values)
    {
        var command = Command(sql, values);
        await using var ending = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first field of the first row; null where there is no row, or nothing in it.</summary>
    public async Task<object?> ScalarAsync(string sql, params object?[] values)
    {
        var command = Command(sql, values);
        await using var ending = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    /// <summary>What each row holds.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        var command = Command(sql, values);
        await using var ending = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
