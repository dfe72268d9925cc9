using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Notebooks.Tests;

/// <summary>The notebook of the service, executed: from the registry to a model that replaces another under its clients.</summary>
[Collection("one process at a time")]
public sealed partial class ServiceNotebookTests
{
    [Fact]
    public async Task Run_Service_ServesWatchesRetrainsAndPromotes()
    {
        var folder = Folders.New("service");
        var run = await NotebookRun.StartAsync(Path.Combine(Folders.Notebooks, "03-service.ipynb"), Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Contains("the same answers over gRPC: True", run.Text("grpc"), StringComparison.Ordinal);
        Assert.StartsWith("No drift in ", run.Text("may"), StringComparison.Ordinal);
        Assert.StartsWith("Drift in ", run.Text("june"), StringComparison.Ordinal);
        Assert.Contains("support_calls: ", run.Text("june"), StringComparison.Ordinal);
        Assert.Contains("Alert: drift", run.Text("alert"), StringComparison.Ordinal);
        Assert.StartsWith("No drift in ", run.Text("promote"), StringComparison.Ordinal);
        Assert.Contains("no alert", run.Text("promote"), StringComparison.Ordinal);
        var canary = CanaryCount().Matches(run.Text("canary")).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(200, canary.Sum());
        Assert.InRange(canary[1], 15, 70);
        Assert.Matches(@"version \d+: challenger, champion$", run.Text("promote").TrimEnd());
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"answered ([0-9]+) requests")]
    private static partial Regex CanaryCount();
}
