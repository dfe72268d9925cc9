namespace Atelier.Benchmarks.Tables;

/// <summary>The files of the group, made anew for each run and the same each time.</summary>
public sealed class TableFiles : IDisposable
{
    // Numbers, texts short and long, truth values and dates; in five columns some values are missing.
    private const string Columns = """
        i as id,
        'city ' || (hash(i) % 1000) as city,
        case when i % 20 = 3 then null else round((hash(i + 1) % 1000000) / 1000.0, 3) end as amount,
        case when i % 10 = 4 then null else (hash(i + 2) % 100)::int end as count,
        hash(i + 3) % 2 = 0 as flag,
        case when i % 50 = 5 then null else date '2015-01-01' + (hash(i + 4) % 3650)::int end as day,
        case when i % 25 = 6 then null else 'a remark of some length, number ' || (hash(i + 5) % 5000) end as remark,
        (hash(i + 6) % 1000000007) / 7.0 as value
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-benchmark-").FullName;

    /// <summary>1,000,000 rows.</summary>
    public string Table => Path.Combine(_folder, "table.csv");

    /// <summary>One row for each city.</summary>
    public string Cities => Path.Combine(_folder, "cities.csv");

    /// <summary>Writes the two files.</summary>
    public TableFiles()
    {
        Write(Table, 1_000_000);
        using var cities = Atelier.Sql.Tables.Query("select 'city ' || i as city, i * 1000 as people from range(1000) t(i)");
        cities.WriteCsv(Cities);
    }

    /// <summary>Writes the table with as many rows as wanted, and gives its path.</summary>
    public string Write(long rows)
    {
        var path = Path.Combine(_folder, $"table-{rows}.csv");
        Write(path, rows);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(string path, long rows)
    {
        using var table = Atelier.Sql.Tables.Query($"select {Columns} from range({rows}) t(i)");
        table.WriteCsv(path);
    }
}
