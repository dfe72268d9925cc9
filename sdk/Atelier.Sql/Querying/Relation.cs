using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A table or query whose rows stay in DuckDB until they are asked for, to be queried on.</summary>
/// <remarks>
/// A query is checked when it is made and runs when its rows are asked for: <see cref="ToDataFrame"/>, <see cref="WriteParquet"/>,
/// <see cref="WriteCsv"/>, <see cref="CountRows"/>, each time anew; <see cref="Keep"/> runs it once and holds the rows. Relations made from
/// this one go on after it has been disposed of. Calls from several threads wait for each other.
/// </remarks>
public sealed class Relation : IDisposable
{
    private readonly TableStore _store;
    private readonly string _sql;
    private readonly Lease[] _leases;
    private int _isDisposed;

    internal Relation(TableStore store, string sql, IReadOnlyList<RelationColumn> columns, Lease[] leases)
    {
        (_store, _sql, Columns, _leases) = (store, sql, columns, leases);
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<RelationColumn> Columns { get; }

    /// <summary>A query over this relation, which its SQL calls <c>relation</c>, over others of the same store, and over files.</summary>
    /// <param name="sql">One query: <c>select species, avg(body_mass_g) from relation group by species</c>.</param>
    /// <param name="others">Further relations and what the SQL calls them.</param>
    /// <returns>The query, not yet run.</returns>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run, or a relation belongs to another store.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public Relation Query(string sql, params ReadOnlySpan<(string Name, Relation Relation)> others)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        List<string> tables = [$"relation as (\n{_sql}\n)"];
        var leases = _leases.ToList();
        foreach (var (name, relation) in others)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(relation);
            ObjectDisposedException.ThrowIf(relation._isDisposed != 0, relation);
            if (relation._store != _store)
            {
                throw new ArgumentException(
                    $"`{name}` belongs to another store; a query can read the relations of one. Make both from one `TableStore`.", nameof(others));
            }

            tables.Add($"{Engine.Identifier(name)} as (\n{relation._sql}\n)");
            leases.AddRange(relation._leases);
        }

        return _store.Run(connection =>
        {
            var query = Statements.RequireQuery(connection, sql, string.Join(",\n", tables));
            var columns = _store.Describe(query);
            foreach (var lease in leases)
            {
                lease.Add();
            }

            return new Relation(_store, query, columns, [.. leases]);
        });
    }

    /// <summary>Runs the query and holds its rows, in memory or, above the store's limit, on disk.</summary>
    /// <returns>The rows, which later queries read without computing them again; disposing of it and of all made from it frees them.</returns>
    /// <exception cref="InvalidDataException">The query failed on its data.</exception>
    public Relation Keep()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var (sql, lease) = _store.Keep(_sql);
        foreach (var held in _leases)
        {
            held.Add();
        }

        return new Relation(_store, sql, Columns, [lease, .. _leases]);
    }

    /// <summary>The number of rows.</summary>
    /// <exception cref="InvalidDataException">The query failed on its data.</exception>
    public long CountRows() => Run($"select count(*) as rows from (\n{_sql}\n)", default)["rows"][0] is long rows ? rows : 0;

    /// <summary>Runs the query and collects its rows.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>A frame of its own: int, long, double, decimal, bool, string, DateTime, DateOnly, with null for missing values.</returns>
    /// <exception cref="InvalidDataException">The query failed on its data, or a value does not fit a frame's type.</exception>
    /// <exception cref="InvalidOperationException">The query needs more memory than the store may use.</exception>
    public DataFrame ToDataFrame(CancellationToken cancellationToken = default) => Run(_sql, cancellationToken);

    /// <summary>Runs the query and writes its rows into a Parquet file, which is there whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">The file exists, its folder does not, or it cannot be written.</exception>
    public void WriteParquet(string path, bool overwrite = false) => Write(connection => OutputFile.WriteParquet(connection, _sql, path, overwrite));

    /// <summary>Runs the query and writes its rows into a CSV file with a header, which is there whole or not at all.</summary>
    /// <param name="path">The file, whose folder must exist: with tabs if it ends in .tsv, packed if in .gz or .zst.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">The file exists, its folder does not, or it cannot be written.</exception>
    public void WriteCsv(string path, bool overwrite = false) => Write(connection => OutputFile.WriteCsv(connection, _sql, path, overwrite));

    /// <summary>Lets go of the rows, if nothing else was made from them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            foreach (var lease in _leases)
            {
                lease.Release();
            }
        }
    }

    /// <summary>The same rows, which hold something more.</summary>
    internal Relation With(Lease lease) => new(_store, _sql, Columns, [.. _leases, lease]);

    private DataFrame Run(string sql, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return _store.Run(connection => FrameBuilder.Query(connection, sql, narrow: false, cancellationToken));
    }

    private void Write(Func<DuckDBConnection, string> write)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        _store.Run(write);
    }
}
