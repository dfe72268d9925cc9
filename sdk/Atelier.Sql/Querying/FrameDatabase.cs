using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A database whose tables are data frames, for one statement. One that has become idle is used again, since opening takes long.</summary>
internal sealed class FrameDatabase : IDisposable
{
    private static FrameDatabase? _idle;

    private readonly List<(string Name, DataFrame Frame, ulong Key)> _frames = [];

    private FrameDatabase()
    {
        Connection = Engine.Open();
        FrameScan.Register(Connection);
    }

    public DuckDBConnection Connection { get; }

    /// <summary>A database of one's own until it is disposed of.</summary>
    public static FrameDatabase Rent() => Interlocked.Exchange(ref _idle, null) ?? new FrameDatabase();

    /// <summary>Makes a frame readable by a name.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the frame has a column that SQL has no type for.</exception>
    public void Add(string name, DataFrame frame)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(frame);
        if (_frames.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"Two frames are named `{name}` (SQL does not tell cases apart); expected names that differ.", nameof(name));
        }

        var key = FrameScan.Add(new FrameSource(frame));
        _frames.Add((name, frame, key));
        Engine.Execute(Connection, $"create view {Engine.Identifier(name)} as select * from {FrameScan.Call(key)}");
    }

    /// <summary>Does something with the database.</summary>
    public T Run<T>(Func<DuckDBConnection, T> work)
    {
        try
        {
            return work(Connection);
        }
        catch (EngineException error)
        {
            throw SqlErrors.Translate(error, _frames.Select(frame => frame.Name));
        }
    }

    /// <summary>Runs a query over the frames.</summary>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run.</exception>
    public DataFrame Query(string sql, CancellationToken cancellationToken) => Run(connection =>
    {
        var query = Statements.RequireQuery(connection, sql);
        return RowQuery.TryRun(connection, query, _frames.ToDictionary(frame => frame.Name, frame => frame.Frame, StringComparer.OrdinalIgnoreCase), cancellationToken)
            ?? FrameBuilder.Query(connection, query, narrow: false, cancellationToken);
    });

    public void Dispose()
    {
        try
        {
            foreach (var (name, _, key) in _frames)
            {
                FrameScan.Remove(key);
                Engine.Execute(Connection, $"drop view if exists {Engine.Identifier(name)}");
            }

            _frames.Clear();
        }
        catch (EngineException)
        {
            // A database that a failed statement has spoilt is not used again.
            Connection.Dispose();
            return;
        }

        if (Interlocked.CompareExchange(ref _idle, this, null) is not null)
        {
            Connection.Dispose();
        }
    }
}
