using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>The running answer to one SQL statement, chunk by chunk.</summary>
internal sealed class ResultStream : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly DuckDBPreparedStatement _statement;
    private readonly CancellationTokenRegistration _registration;
    private readonly Timer _interrupts;
    private readonly CancellationToken _cancellationToken;
    private DuckDBResult _result;

    private ResultStream(DuckDBNativeConnection connection, DuckDBPreparedStatement statement, CancellationToken cancellationToken)
    {
        _statement = statement;
        _cancellationToken = cancellationToken;
        // Again and again: DuckDB forgets an interrupt that comes before a statement has begun.
        _interrupts = new Timer(_ => NativeMethods.Startup.DuckDBInterrupt(connection), null, Timeout.Infinite, Timeout.Infinite);
        _registration = cancellationToken.Register(() => _interrupts.Change(TimeSpan.Zero, Pause));
        try
        {
            if (!NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out _result).IsSuccess())
            {
                throw Failure();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of columns; 0 for a statement without a result.</summary>
    public int Columns => (int)NativeMethods.Query.DuckDBColumnCount(ref _result);

    /// <summary>Starts one statement.</summary>
    /// <exception cref="EngineException">DuckDB does not understand the statement, or fails in it.</exception>
    public static ResultStream Start(DuckDBNativeConnection connection, string sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!NativeMethods.PreparedStatements.DuckDBPrepare(connection, sql, out var statement).IsSuccess())
        {
            using (statement)
            {
                throw new EngineException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement), DuckDBErrorType.Parser);
            }
        }

        return new ResultStream(connection, statement, cancellationToken);
    }

    public string ColumnName(int column) => NativeMethods.Query.DuckDBColumnName(ref _result, column);

    public DuckDBLogicalType ColumnType(int column) => NativeMethods.Query.DuckDBColumnLogicalType(ref _result, column);

    /// <summary>The next rows, to be disposed of by the caller; null at the end.</summary>
    /// <exception cref="EngineException">DuckDB failed in making them.</exception>
    public DuckDBDataChunk? Next()
    {
        var chunk = NativeMethods.Query.DuckDBFetchChunk(_result);
        if (!chunk.IsInvalid)
        {
            return chunk;
        }

        chunk.Dispose();
        return string.IsNullOrEmpty(NativeMethods.Query.DuckDBResultError(ref _result)) ? null : throw Failure();
    }

    public void Dispose()
    {
        _registration.Dispose();
        if (_cancellationToken.IsCancellationRequested)
        {
            // An interrupt that still runs must not meet the next statement, or a connection that is closed.
            using var done = new ManualResetEvent(false);
            if (_interrupts.Dispose(done))
            {
                done.WaitOne();
            }
        }
        else
        {
            _interrupts.Dispose();
        }

        NativeMethods.Query.DuckDBDestroyResult(ref _result);
        _statement.Dispose();
    }

    private Exception Failure() => _cancellationToken.IsCancellationRequested
        ? new OperationCanceledException(_cancellationToken)
        : new EngineException(NativeMethods.Query.DuckDBResultError(ref _result), NativeMethods.Query.DuckDBResultErrorType(ref _result));
}
