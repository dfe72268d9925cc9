using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Tables that stay in DuckDB, within a limit of memory, to be queried and joined by their names.</summary>
/// <remarks>
/// Calls from several threads wait for each other; a query itself uses <see cref="TablesOptions.Threads"/>. Nothing is fetched from a
/// network. What does not fit into memory lies in a folder of the store's own, which disposing of the store removes, with all its tables.
/// </remarks>
public sealed class TableStore : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _lastKept;
    private bool _isDisposed;

    /// <summary>An empty store.</summary>
    /// <param name="options">What it may use of the machine; null for the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">The folder for temporary files does not exist.</exception>
    public TableStore(TablesOptions? options = null)
    {
        options ??= new TablesOptions();
        var parent = Path.GetFullPath(options.TempDirectory ?? Path.GetTempPath());
        if (!Directory.Exists(parent))
        {
            throw new DirectoryNotFoundException($"`TempDirectory` is `{parent}`, which does not exist. Create it first, or choose another folder.");
        }

        _folder = Path.Combine(parent, $"atelier-tables-{Guid.NewGuid():N}");
        _connection = Engine.Open();
        try
        {
            Engine.Execute(_connection, $"set temp_directory = {Engine.Literal(_folder)}");
            if (options.MemoryLimit is { } bytes)
            {
                Engine.Execute(_connection, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"set memory_limit = '{bytes}B'"));
            }

            if (options.Threads is { } threads)
            {
                Engine.Execute(_connection, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"set threads = {threads}"));
            }

            FrameScan.Register(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The names of the tables, in ordinal order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _names.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Copies a data frame into the store.</summary>
    /// <param name="name">What SQL calls the table; any text, of any case.</param>
    /// <param name="frame">The rows. Later changes of the frame do not change the table.</param>
    /// <returns>The table; disposing of it leaves the table in the store.</returns>
    /// <exception cref="ArgumentException">There is a table of that name, or the frame has a column that SQL has no type for.</exception>
    public Relation Add(string name, DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return Add(name, new FrameSource(frame));
    }

    /// <summary>Computes the rows of a query once and keeps them as a table.</summary>
    /// <param name="name">What SQL calls the table; any text, of any case.</param>
    /// <param name="sql">One query over tables of the store and files: <c>select * from 'data/*.parquet'</c>.</param>
    /// <returns>The table; disposing of it leaves the table in the store.</returns>
    /// <exception cref="ArgumentException">There is a table of that name, or the SQL is not a query that can be run.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The query failed on its data.</exception>
    public Relation Add(string name, string sql) => Run(connection =>
    {
        RequireFree(name);
        Engine.Execute(connection, $"create table {Engine.Identifier(name)} as\n{Statements.RequireQuery(connection, sql)}");
        _names.Add(name);
        return Table(name);
    });

    /// <summary>A query over the tables of the store and files. It is checked at once; its rows are made when they are asked for.</summary>
    /// <param name="sql">One query.</param>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run; the message has the place.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public Relation Query(string sql) => Run(connection =>
    {
        var query = Statements.RequireQuery(connection, sql);
        return new Relation(this, query, Describe(query), []);
    });

    /// <summary>Ends the store, its tables and the relations over them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _connection.Dispose();
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    /// <summary>A store for one relation, which ends with the last relation over it.</summary>
    internal static Relation Single(TablesOptions? options, Func<TableStore, Relation> make)
    {
        var store = new TableStore(options);
        try
        {
            using var relation = make(store);
            return relation.With(new Lease(store.Dispose));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    internal Relation Add(string name, FrameSource source) => Run(connection =>
    {
        RequireFree(name);
        var key = FrameScan.Add(source);
        try
        {
            Engine.Execute(connection, $"create table {Engine.Identifier(name)} as select * from {FrameScan.Call(key)}");
        }
        finally
        {
            FrameScan.Remove(key);
        }

        _names.Add(name);
        return Table(name);
    });

    /// <summary>Keeps the rows of a query as a table without a public name until the lease ends.</summary>
    internal (string Sql, Lease Lease) Keep(string sql) => Run(connection =>
    {
        var name = $"kept {++_lastKept}";
        Engine.Execute(connection, $"create table {Engine.Identifier(name)} as\n{sql}");
        return ($"select * from {Engine.Identifier(name)}", new Lease(() => Drop(name)));
    });

    /// <summary>The columns of a query.</summary>
    internal IReadOnlyList<RelationColumn> Describe(string sql)
    {
        var columns = FrameBuilder.Query(_connection, $"select column_name, column_type from (describe {sql}\n)");
        return [.. Enumerable.Range(0, (int)columns.Rows.Count).Select(row => new RelationColumn((string)columns[row, 0], (string)columns[row, 1]))];
    }

    /// <summary>Does something with the database, alone.</summary>
    internal T Run<T>(Func<DuckDBConnection, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                return work(_connection);
            }
            catch (EngineException error)
            {
                throw SqlErrors.Translate(error, _names);
            }
        }
    }

    private Relation Table(string name)
    {
        var sql = $"select * from {Engine.Identifier(name)}";
        return new Relation(this, sql, Describe(sql), []);
    }

    private void RequireFree(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_names.Contains(name))
        {
            throw new ArgumentException($"The store has a table `{name}` already; expected a name that is free. Names in use: {string.Join(", ", _names)}.", nameof(name));
        }
    }

    private void Drop(string name)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                Engine.Execute(_connection, $"drop table {Engine.Identifier(name)}");
            }
        }
    }
}
