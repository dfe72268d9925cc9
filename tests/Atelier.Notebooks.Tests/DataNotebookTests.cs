using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Notebooks.Tests;

/// <summary>The notebook of the data stage, executed.</summary>
[Collection("one process at a time")]
public sealed partial class DataNotebookTests
{
    [Fact]
    public async Task Run_Data_ProfilesQueriesCleansAndCarriesThePreprocessingAlong()
    {
        var folder = Folders.New("data");
        var run = await NotebookRun.StartAsync(Path.Combine(Folders.Notebooks, "02-data.ipynb"), Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Contains("`customer_id` has 20,000 different values in 20,000 rows: it names the row.", run.Text("profile"), StringComparison.Ordinal);
        Assert.Contains("2025-06-01", run.Text("sql"), StringComparison.Ordinal);
        Assert.Contains("train 13334, validation 3333, test 3333", run.Text("split"), StringComparison.Ordinal);
        Assert.Contains("monthly_charge_eur  input      FP64   (batch, 1)", run.Text("package"), StringComparison.Ordinal);
        var losses = LossText().Matches(run.Text("evaluation")).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, losses.Length);

        // The rate of leaving alone gives 0.417 in May; June has drifted and is harder.
        Assert.InRange(losses[0], 0.25, 0.38);
        Assert.True(losses[1] > losses[0] + 0.03, $"May {losses[0]}, June {losses[1]}");
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"log_loss ([0-9.]+)")]
    private static partial Regex LossText();
}
