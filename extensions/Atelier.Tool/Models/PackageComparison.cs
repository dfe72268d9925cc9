using System.Globalization;
using Atelier.Packaging;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier package diff</c>.</summary>
internal static class PackageComparison
{
    private const int MostRows = 50;

    public static int Run(ToolHost host, string first, string second, bool json)
    {
        try
        {
            var diff = PackageDiff.Between(PackageReader.Load(first), PackageReader.Load(second));
            if (json)
                host.Out.WriteJson(new { Same = diff.IsSame, diff.Changes });
            else
                Show(host.Out, diff);
            return diff.IsSame ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (InvalidDataException exception)
        {
            // 1 is for packages that differ: scripts are to tell the two apart.
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
    }

    private static void Show(IAnsiConsole console, PackageDiff diff)
    {
        if (diff.IsSame)
            console.WriteLine("The packages are the same.", new Style(Color.Green));
        foreach (var part in diff.Changes.GroupBy(change => change.Part))
        {
            console.WriteTable(part.Key, ["", "First", "Second", "Difference"], part.Take(MostRows).Select(change =>
                new[] { change.Name, change.Before ?? "-", change.After ?? "-", change.Difference?.ToString("G6", CultureInfo.InvariantCulture) ?? "" }));
            if (part.Count() > MostRows)
                console.WriteLine($"... and {part.Count() - MostRows} more; --json writes them all.");
        }
    }
}
