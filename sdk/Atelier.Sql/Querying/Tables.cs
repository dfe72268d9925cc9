namespace Atelier.Sql;

public static partial class Tables
{
    /// <summary>A query straight over files, which may be larger than memory; its result stays in DuckDB.</summary>
    /// <param name="sql">
    /// One query in DuckDB's SQL: <c>select year, avg(price) from 'sales/*.parquet' group by year</c>; <c>'x.csv'</c>, <c>'x.csv.gz'</c> and
    /// <c>'x.json'</c> work alike, and <c>read_csv('x.txt', delim = '|')</c> says how a file is written. Types of a CSV file are guessed
    /// from its first 20,480 rows; <c>read_csv('x.csv', sample_size = -1)</c> looks at all.
    /// </param>
    /// <param name="options">The memory, threads and folder that it may use; null for the defaults.</param>
    /// <returns>The query, checked but not yet run; what it uses ends with it and all that is made from it.</returns>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run; the message has the place.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what its name says.</exception>
    public static Relation Query(string sql, TablesOptions? options = null) => TableStore.Single(options, store => store.Query(sql));
}
