using System.Data;
using System.Data.Common;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Collects the rows of a query on any ADO.NET database.</summary>
internal static class DatabaseReader
{
    public static async Task<DataFrame> ReadAsync(
        DbConnection connection, string sql, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancellationToken)
    {
        var opened = connection.State == ConnectionState.Closed;
        if (opened)
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await RunAsync(connection, sql, parameters, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (opened)
            {
                await connection.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<DataFrame> RunAsync(
        DbConnection connection, string sql, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var disposed = command.ConfigureAwait(false);
        command.CommandText = sql;
        foreach (var (name, value) in parameters ?? new Dictionary<string, object?>())
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closed = reader.ConfigureAwait(false);
        if (reader.FieldCount == 0)
        {
            throw new ArgumentException($"The statement gives no rows; expected a query: `{sql}`.", nameof(sql));
        }

        return await CollectAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DataFrame> CollectAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var names = ColumnNames.Distinct([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);
        var columns = names.Select((name, i) => new DatabaseColumn(name, reader.GetFieldType(i), reader.GetDataTypeName(i))).ToArray();
        var values = new object[columns.Length];
        for (var row = 0L; await reader.ReadAsync(cancellationToken).ConfigureAwait(false); row++)
        {
            Read(reader, values, names, row);
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(values[i], row);
            }
        }

        return new DataFrame(columns.Select(column => column.Build()));
    }

    private static void Read(DbDataReader reader, object[] values, string[] names, long row)
    {
        for (var i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = reader.GetValue(i);
            }
            catch (Exception error) when (error is OverflowException or InvalidCastException or NotSupportedException)
            {
                throw new InvalidDataException(
                    $"The column `{names[i]}` ({reader.GetDataTypeName(i)}) holds in row {row} what .NET has no type for ({error.Message}); "
                    + "expected numbers, text, dates or truth values. Cast it to double or text in SQL.",
                    error);
            }
        }
    }
}
