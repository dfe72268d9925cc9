using Npgsql;

namespace Atelier.Sql.Tests.Registry;

/// <summary>A schema and a folder of its own for a registry, which go with the test.</summary>
internal sealed class RegistryPlace : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Schema { get; } = $"test_{Guid.NewGuid():N}";

    public string Blobs => _folder["blobs"];

    /// <summary>The names of what lies in the folder of the packages, in order.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFileSystemEntries(Blobs).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public PostgresRegistry Open(string? settings = null, TimeSpan? patience = null) =>
        new(settings ?? PostgresServer.Settings, Blobs, Schema, patience: patience);

    /// <summary>Runs SQL in which <c>{0}</c> is the schema.</summary>
    /// <returns>The first field of the first row.</returns>
    public async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Settings);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql.Replace("{0}", Schema, StringComparison.Ordinal), connection);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (Environment.GetEnvironmentVariable("ATELIER_TEST_POSTGRES") is not null)
        {
            await RunAsync("drop schema if exists {0} cascade");
        }
    }
}
