using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training.Tests;

public sealed class TrainingHistoryTests
{
    private static readonly EpochResult[] History =
    [
        new(1, [new("loss", 1.0 / 3, false), new("top 3, \"micro\"", 0.5, true)], [], TimeSpan.FromTicks(12_345_678)),
        new(2, [new("loss", double.NaN, false)], [new("loss", double.PositiveInfinity, false), new("café", -1e-300, true)], TimeSpan.FromHours(30))
        {
            LearningRate = 1e-5,
        },
    ];

    [Fact]
    public void Save_HardFigures_AreReadBackAsTheyWere()
    {
        using var folder = new TemporaryFolder();

        History.SaveCsv(folder["run.csv"]);
        History.SaveJsonLines(folder["run.jsonl"]);

        HistoryFileTests.AssertEqual(History, TrainingHistory.Load(folder["run.csv"]));
        HistoryFileTests.AssertEqual(History, TrainingHistory.Load(folder["run.jsonl"]));
    }

    [Fact]
    public void SaveCsv_HardFigures_IsPlainCsv()
    {
        using var folder = new TemporaryFolder();

        History.SaveCsv(folder["run.csv"]);

        Assert.Equal(
            [
                "epoch,seconds,learning_rate,training_loss,\"training_top 3, \"\"micro\"\"\",validation_loss,validation_café,higher_is_better",
                "1,1.2345678,,0.3333333333333333,0.5,,,\"top 3, \"\"micro\"\"\"",
                "2,108000,1E-05,NaN,,Infinity,-1E-300,café",
            ],
            File.ReadAllLines(folder["run.csv"]));
    }

    [Fact]
    public void SaveAndLoad_CultureWithCommas_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        History.SaveCsv(folder["expected.csv"]);
        var culture = CultureInfo.CurrentCulture;

        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            History.SaveCsv(folder["run.csv"]);
            HistoryFileTests.AssertEqual(History, TrainingHistory.Load(folder["run.csv"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(File.ReadAllText(folder["expected.csv"]), File.ReadAllText(folder["run.csv"]));
    }

    [Theory]
    [InlineData("run.csv")]
    [InlineData("run.jsonl")]
    public void Save_NoEpochs_IsReadBackAsNone(string name)
    {
        using var folder = new TemporaryFolder();
        EpochResult[] none = [];

        if (name.EndsWith("csv", StringComparison.Ordinal))
        {
            none.SaveCsv(folder[name]);
        }
        else
        {
            none.SaveJsonLines(folder[name]);
        }

        Assert.Empty(TrainingHistory.Load(folder[name]));
    }

    [Fact]
    public void Save_FileThatIsThere_IsReplacedAndNothingElseIsLeft()
    {
        using var folder = new TemporaryFolder();
        folder.Write("run.csv", "something else");

        History.SaveCsv(folder["run.csv"]);

        Assert.Equal(2, TrainingHistory.Load(folder["run.csv"]).Count);
        Assert.Equal(["run.csv"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_PlaceThatIsAFolder_NamesItAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run.csv", "full"]);

        var error = Assert.Throws<IOException>(() => History.SaveCsv(folder["run.csv"]));

        Assert.StartsWith($"The history file `{folder["run.csv"]}` cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.Equal(["run.csv"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_NameOfTheOtherFormat_IsRefused()
    {
        Assert.Contains(
            "expected a name that ends in .csv.",
            Assert.Throws<ArgumentException>(() => History.SaveCsv("run.jsonl")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a name that ends in .jsonl.",
            Assert.Throws<ArgumentException>(() => History.SaveJsonLines("run.csv")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EpochsThatComeAgain_ReplaceThoseFromThereOn()
    {
        using var folder = new TemporaryFolder();
        EpochResult Epoch(int number, double loss) => new(number, [new("loss", loss, false)], [], TimeSpan.FromSeconds(1));
        EpochResult[] history = [Epoch(1, 0.1), Epoch(2, 0.2), Epoch(3, 0.3), Epoch(2, 0.4), Epoch(3, 0.5), Epoch(4, 0.6)];

        history.SaveCsv(folder["run.csv"]);

        Assert.Equal([0.1, 0.4, 0.5, 0.6], TrainingHistory.Load(folder["run.csv"]).Select(epoch => epoch.TrainingLoss));
    }

    [Theory]
    [InlineData("run.csv", "epoch,loss\n1,2\n", "Line 1", "expected the column names of a training's history")]
    [InlineData("run.csv", "epoch,seconds,training_loss,higher_is_better\n1,1,0.5,\n2,1,zero,\n", "Line 3", "has `zero` as training_loss; expected a number")]
    [InlineData("run.csv", "epoch,seconds,training_loss,higher_is_better\n1,1,0.5\n", "Line 2", "has 3 values; expected 4, one for each column")]
    [InlineData("run.csv", "epoch,seconds,training_loss,higher_is_better\n0.5,1,0.5,\n", "Line 2", "has the epoch `0.5`; expected a whole number from 1")]
    [InlineData("run.csv", "epoch,seconds,training_loss,higher_is_better\n1,1,\"0.5,\n", "Line 2", "ends within quotes")]
    [InlineData("run.jsonl", "{\"epoch\":1,\"seconds\":1}\n{\"epoch\":", "Line 2", "is no JSON object of an epoch")]
    [InlineData("run.jsonl", "{\"epoch\":0,\"seconds\":1}\n", "Line 1", "is no epoch of a training")]
    [InlineData("run.jsonl", "null\n", "Line 1", "is no epoch of a training")]
    public void Load_BadLine_IsNamed(string name, string content, string line, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(name, content);

        var error = Assert.Throws<InvalidDataException>(() => TrainingHistory.Load(path));

        Assert.StartsWith($"{line} of the history file `{path}` ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_SaysSo() => Assert.Contains(
        "The history file `gone.csv` does not exist", Assert.Throws<FileNotFoundException>(() => TrainingHistory.Load("gone.csv")).Message, StringComparison.Ordinal);
}
