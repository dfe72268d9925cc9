using System.Runtime.InteropServices;

namespace Atelier.Benchmarks;

/// <summary>The table at the end of a group.</summary>
public static class BarTable
{
    /// <summary>Prints the rows and gives the number of bars that were not met.</summary>
    public static int Print(string group, IReadOnlyList<BarRow> rows)
    {
        Console.WriteLine($"{group}: {DateTime.Now:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        string[] header = ["what", "figure (median, lowest-highest)", "bar", "met"];
        var cells = rows.Select(row => new[] { row.Name, row.Figure, row.Bar, row.Met switch { true => "yes", false => "NO", null => "-" } }).Prepend(header).ToArray();
        var widths = Enumerable.Range(0, header.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            Console.WriteLine(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        }

        var missed = rows.Count(row => row.Met == false);
        Console.WriteLine($"{rows.Count(row => row.Met == true)} met, {missed} not met, {rows.Count(row => row.Met is null)} without a bar or skipped");
        return missed;
    }
}
