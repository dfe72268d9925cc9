using System.Diagnostics;
using Atelier.Sql;
using Microsoft.Data.Analysis;

namespace Atelier.Benchmarks.Tables;

/// <summary>Reading, grouping, sorting, joining and filtering 1,000,000 rows of 8 columns: against pandas and Microsoft.Data.Analysis.</summary>
public sealed class TablesGroup : IBenchmarkGroup
{
    private const int Rounds = 3;
    private const int Threads = 2;
    private const long LargeRows = 10_000_000;
    private const long LargeMemory = 512L << 20;

    private static readonly (string Word, string Sql, double Bar)[] Work =
    [
        ("group", "select city, avg(amount) as amount from frame group by city", 1),
        ("sort", "select * from frame order by amount", 1),
        ("join", "select * from frame join cities using (city)", 1),
        ("filter", "select * from frame where amount > 750", 3),
    ];

    /// <inheritdoc/>
    public string Name => "tables";

    /// <inheritdoc/>
    public string Description => "reading and querying 1,000,000 x 8, against pandas and Microsoft.Data.Analysis; a 10,000,000-row CSV in 512 MB; 2 threads";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        using var files = new TableFiles();
        using var pandas = new PythonPeer(Path.Combine("Tables", "tables_pandas.py"), Threads, files.Table, files.Cities);
        if (pandas.WhyNot is { } why)
        {
            return [BarRow.Skipped("tables", why)];
        }

        var rows = new List<BarRow>();
        foreach (var row in Rows(files, pandas))
        {
            // The whole takes minutes: each row is told when it is there.
            Console.Error.WriteLine($"{row.Name}: {row.Figure}");
            rows.Add(row);
        }

        return rows;
    }

    private static IEnumerable<BarRow> Rows(TableFiles files, PythonPeer pandas)
    {
        foreach (var row in Reading(files, pandas).Concat(Querying(files, pandas)))
        {
            yield return row;
        }

        yield return Large(files);
    }

    private static IEnumerable<BarRow> Reading(TableFiles files, PythonPeer pandas)
    {
        Atelier.Sql.Tables.ReadCsv(files.Cities);
        var ours = PeakMemory.Of(() => Atelier.Sql.Tables.ReadCsv(files.Table));
        var theirs = pandas.Do("peak");
        yield return new BarRow(
            "read CSV, peak memory, ReadCsv / pandas", $"{ours / theirs:0.00} x, {ours / 1e6:0} MB", "<= 1.50 x", ours <= 1.5 * theirs);

        var seconds = Interleaved.Measure(Rounds, () => Seconds(() => Atelier.Sql.Tables.ReadCsv(files.Table)), () => pandas.Do("read"));
        yield return BarRow.AtMost("read CSV, ReadCsv / pandas", Ratio.Of(seconds[0], seconds[1]), 1);
        var slow = Seconds(() => DataFrame.LoadCsv(files.Table));
        yield return BarRow.AtMost("read CSV, ReadCsv / DataFrame.LoadCsv", Ratio.Of([seconds[0].Order().ElementAt(Rounds / 2)], [slow]), 1 / 8.0);
    }

    private static IEnumerable<BarRow> Querying(TableFiles files, PythonPeer pandas)
    {
        var (frame, cities) = (Atelier.Sql.Tables.ReadCsv(files.Table), Atelier.Sql.Tables.ReadCsv(files.Cities));
        using var store = new TableStore(new TablesOptions { Threads = Threads });
        using var kept = store.Add("frame", frame);
        using var keptCities = store.Add("cities", cities);
        foreach (var (word, sql, bar) in Work)
        {
            using var query = store.Query(sql);
            var seconds = Interleaved.Measure(
                Rounds,
                () => Seconds(() => query.ToDataFrame()),
                () => pandas.Do(word),
                () => Seconds(() => frame.Query(sql, ("cities", cities))),
                () => Seconds(() => Analysis(word, frame, cities)));
            yield return BarRow.AtMost($"{word}, in a store until ToDataFrame / pandas", Ratio.Of(seconds[0], seconds[1]), bar);
            yield return BarRow.AtMost(
                $"{word}, frame.Query / Microsoft.Data.Analysis", Ratio.Of(seconds[2], seconds[3]), word == "filter" ? 1 : 1 / 3.0);
            yield return BarRow.Information($"{word}, frame.Query / pandas", Ratio.Of(seconds[2], seconds[1]));
        }
    }

    private static DataFrame Analysis(string word, DataFrame frame, DataFrame cities) => word switch
    {
        "group" => frame.GroupBy("city").Mean("amount"),
        "sort" => frame.OrderBy("amount"),
        "join" => frame.Merge(cities, ["city"], ["city"], joinAlgorithm: JoinAlgorithm.Inner),
        _ => frame.Filter(frame["amount"].ElementwiseGreaterThan(750)),
    };

    private static BarRow Large(TableFiles files)
    {
        var path = files.Write(LargeRows);
        var options = new TablesOptions { MemoryLimit = LargeMemory, Threads = Threads };
        long rows = 0;
        double seconds = 0;
        var peak = PeakMemory.Of(() => seconds = Seconds(() =>
        {
            using var query = Atelier.Sql.Tables.Query($"select city, count(*) as n, avg(amount) as mean, max(day) as last from '{path}' group by city", options);
            rows = query.ToDataFrame().Rows.Count;
        }));
        return new BarRow(
            $"CSV of {LargeRows:N0} rows, {new FileInfo(path).Length / 1e6:0} MB, grouped",
            $"{seconds:0.0} s, peak {peak / 1e6:0} MB",
            "in 512 MB",
            rows == 1000 && peak <= LargeMemory);
    }

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }
}
