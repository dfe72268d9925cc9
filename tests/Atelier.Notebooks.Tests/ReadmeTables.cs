using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Sql;

namespace Atelier.Notebooks.Tests;

/// <summary>The second piece of code in the README.</summary>
internal static class ReadmeTables
{
    public static void Run()
    {
        // <tables>
        var customers = Tables.ReadCsv("customers/*.csv.gz");               // or Datasets.LoadFrame("churn"), Parquet, JSON lines, a database
        Console.WriteLine(customers.Profile(label: "churned"));
        var (past, recent) = customers.ToDataset(label: "churned").SplitByTime("month", 0.8, 0.2);
        var columns = new ColumnPipeline()
            .Add(["age", "data_gb"], new Imputer(), new StandardScaler())
            .Add(["plan", "region"], new OneHotEncoder())
            .Fit(past);
        // </tables>
        Assert.Equal(recent.Count, columns.Transform(recent).Count);
    }
}
