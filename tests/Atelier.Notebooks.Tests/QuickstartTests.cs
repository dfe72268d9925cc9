using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Notebooks.Tests;

/// <summary>The quickstart, executed as the README says.</summary>
[Collection("one process at a time")]
public sealed partial class QuickstartTests
{
    [Fact]
    public async Task Run_Quickstart_TrainsExportsServesAndCalls()
    {
        var folder = Folders.New("quickstart");
        var run = await NotebookRun.StartAsync(Path.Combine(Folders.Notebooks, "01-quickstart.ipynb"), Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], run.MimeTypes("training").Order());
        Assert.Contains("text/html", run.MimeTypes("data"));
        var accuracy = double.Parse(AccuracyLine().Match(run.Text("evaluation")).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 0.93, 1);
        Assert.Contains("largest difference between both ways 0,", run.Text("compare"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Folders.Notebooks, "models", "digits")), "The package is not beside the notebook.");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_QuickstartWithParameters_TrainsAsLongAsTheySay()
    {
        var folder = Folders.New("quickstart");
        var run = await NotebookRun.StartAsync(
            Path.Combine(Folders.Notebooks, "01-quickstart.ipynb"), Path.Combine(folder, "out.ipynb"), "-p", "epochs=2", "-p", "seed=11");

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Empty(run.Outputs("injected-parameters"));
        Assert.Contains("epoch 2/2", run.Text("training"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"^\s*accuracy\s+([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex AccuracyLine();
}
