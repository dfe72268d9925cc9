using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training.Tests;

public sealed class HistoryFileTests
{
    private const string Header = "epoch,seconds,learning_rate,training_loss,training_accuracy,validation_loss,validation_accuracy,higher_is_better";

    [Theory]
    [InlineData("run.csv")]
    [InlineData("run.jsonl")]
    [InlineData("RUN.CSV")]
    public void Fit_EachEpoch_IsReadBackAsItWas(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var path = folder["deep", "er", name];

        var result = Fit(model, new HistoryFile(path));

        AssertEqual(result.History, TrainingHistory.Load(path));
    }

    [Fact]
    public void Fit_Csv_HasAHeaderAndALineAnEpoch()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);

        var result = Fit(model, new HistoryFile(folder["run.csv"]));

        var lines = File.ReadAllText(folder["run.csv"]).Split('\n');
        var last = result.History[2];
        Assert.Equal(Header, lines[0]);
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"3,{last.Elapsed.TotalSeconds},0.001,{last.TrainingLoss},{last.Training[1].Value},{last.ValidationLoss},{last.Validation[1].Value},accuracy"),
            lines[3]);
        Assert.Equal(["", ""], [lines[4], string.Concat(lines[5..])]);
    }

    [Fact]
    public void Fit_JsonLines_HasAnObjectAnEpoch()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);

        var result = Fit(model, new HistoryFile(folder["run.jsonl"]));

        var lines = File.ReadAllLines(folder["run.jsonl"]);
        var (first, parsed) = (result.History[0], System.Text.Json.JsonDocument.Parse(lines[0]).RootElement);
        Assert.Equal(3, lines.Length);
        Assert.Equal(1, parsed.GetProperty("epoch").GetInt32());
        Assert.Equal(0.001, parsed.GetProperty("learning_rate").GetDouble());
        Assert.Equal(first.TrainingLoss, parsed.GetProperty("training").GetProperty("loss").GetDouble());
        Assert.Equal(first.Validation[1].Value, parsed.GetProperty("validation").GetProperty("accuracy").GetDouble());
        Assert.Equal("accuracy", parsed.GetProperty("higher_is_better")[0].GetString());
        Assert.False(parsed.TryGetProperty("step", out _));
    }

    [Theory]
    [InlineData("run.csv")]
    [InlineData("run.jsonl")]
    public void Fit_WhileItRuns_TheFileHoldsWholeLines(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var counts = new List<int>();
        var reader = new Scripted { EpochEnd = (_, _) => counts.Add(TrainingHistory.Load(folder[name]).Count) };

        Fit(model, new HistoryFile(folder[name]), reader);

        Assert.Equal([1, 2, 3], counts);
    }

    [Theory]
    [InlineData("run.csv", "1,4,")]
    [InlineData("run.jsonl", "{\"epoch\":1,\"step\":4,\"batch_loss\":")]
    public void Fit_WithSteps_WritesTheirLossBetweenTheEpochs(string name, string start)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var losses = new List<double>();
        var recorder = new Scripted { BatchEnd = context => losses.Add(context.BatchLoss) };

        // 3 epochs of 10 steps.
        var result = Fit(model, new HistoryFile(folder[name], everySteps: 4), recorder);

        var steps = File.ReadAllLines(folder[name]).Where(line => !line.Contains("accuracy", StringComparison.Ordinal)).ToArray();
        Assert.Equal(7, steps.Length);
        Assert.StartsWith(start + losses[3].ToString(CultureInfo.InvariantCulture), steps[0], StringComparison.Ordinal);
        AssertEqual(result.History, TrainingHistory.Load(folder[name]));
    }

    [Theory]
    [InlineData("run.csv", 7)]
    [InlineData("run.jsonl", 6)]
    public void Fit_SecondTraining_AddsItsLinesAndIsTheOneThatIsRead(string name, int lines)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var callback = new HistoryFile(folder[name]);
        Fit(model, callback);

        var second = Fit(model, callback);

        Assert.Equal(lines, File.ReadAllLines(folder[name]).Length);
        AssertEqual(second.History, TrainingHistory.Load(folder[name]));
    }

    [Theory]
    [InlineData("run.csv", "a,b\n1,2\n", "holds other figures (a,b) than this training writes (epoch,")]
    [InlineData("run.csv", "epoch,seconds,learning_rate,training_loss,higher_is_better\n", "Give another file, or delete this one.")]
    [InlineData("run.jsonl", "{\"epoch\":1,\"seconds\":1,\"training\":{\"loss\":1}}\n", "(training loss) than this training writes (training loss, training accuracy, validation loss")]
    [InlineData("run.jsonl", "[1]\n", "Line 1 of the history file")]
    [InlineData("run.csv", Header + "\n1,0.5,0.001,0.5,0.5,0.5", "Line 2 of the history file")]
    [InlineData("run.csv", Header + "\n1,0.5,0.001,0.5,0.5,0.5,0.5,accu", "has `accu` as higher_is_better, which is no figure of this file. Mend or delete that line.")]
    [InlineData("run.jsonl", "{\"epoch\":1,\"secon", "Line 1 of the history file")]
    public void Fit_FileOfSomethingElse_DoesNotBeginAndLeavesIt(string name, string content, string message)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var path = folder.Write(name, content);
        var before = TestData.Weights(model);

        var error = Assert.Throws<InvalidOperationException>(() => Fit(model, new HistoryFile(path)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
        Assert.Equal(before, TestData.Weights(model));
    }

    [Theory]
    [InlineData("run.csv", Header + "\n1,0.5,0.001,0.5,0.5,0.5,0.5,accuracy")]
    [InlineData("run.csv", Header)]
    [InlineData("run.csv", "")]
    [InlineData("run.csv", "\uFEFF" + Header + "\r\n")]
    [InlineData("run.jsonl", "{\"epoch\":1,\"step\":4,\"batch_loss\":0.5}")]
    public void Fit_FileThatFits_IsAddedTo(string name, string content)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var path = folder.Write(name, content);

        var result = Fit(model, new HistoryFile(path));

        Assert.StartsWith(content.TrimStart('\uFEFF'), File.ReadAllText(path), StringComparison.Ordinal);
        AssertEqual(result.History, TrainingHistory.Load(path));
    }

    [Theory]
    [InlineData("run.txt", "ends in `.txt`; expected a name that ends in .csv or .jsonl.")]
    [InlineData("run", "has no ending; expected a name that ends in .csv or .jsonl.")]
    public void HistoryFile_AnotherEnding_IsRefused(string path, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new HistoryFile(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void HistoryFile_NegativeSteps_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new HistoryFile("run.csv", -1));

    [Fact]
    public void Fit_FolderThatIsAFile_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        folder.Write("taken", "");

        var error = Assert.Throws<InvalidOperationException>(() => Fit(model, new HistoryFile(folder["taken", "run.csv"])));

        Assert.StartsWith($"The callback HistoryFile failed in OnTrainingStart: The history file `{folder["taken", "run.csv"]}` cannot be written (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FullDisk_EndsWithAnErrorThatNamesIt()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        File.CreateSymbolicLink(folder["run.jsonl"], "/dev/full");

        var error = Assert.Throws<InvalidOperationException>(() => Fit(model, new HistoryFile(folder["run.jsonl"])));

        Assert.Contains($"The history file `{folder["run.jsonl"]}` cannot be written (", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.csv", 7)]
    [InlineData("run.jsonl", 6)]
    public void Fit_TwoIntoOneFile_LoseNoLine(string name, int lines)
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);

        var result = Fit(model, new HistoryFile(folder[name]), new HistoryFile(folder[name]));

        Assert.Equal(lines, File.ReadAllLines(folder[name]).Length);
        AssertEqual(result.History, TrainingHistory.Load(folder[name]));
    }

    [Fact]
    public void Fit_FigureNameThatIsNoColumn_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var options = new TrainingOptions { Epochs = 1, Metrics = [new ConstantMetric(1, "a;b")] };

        var error = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model, options).FitInTest(TestData.Blobs(), null, [new HistoryFile(folder["run.csv"])]));

        Assert.Contains("The figure `a;b` cannot be a column of a CSV file", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["run.csv"]));
    }

    internal static void AssertEqual(IReadOnlyList<EpochResult> expected, IReadOnlyList<EpochResult> actual)
    {
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(epoch => (epoch.Epoch, epoch.Elapsed, epoch.LearningRate)), actual.Select(epoch => (epoch.Epoch, epoch.Elapsed, epoch.LearningRate)));
        Assert.Equal(expected.SelectMany(epoch => epoch.Training), actual.SelectMany(epoch => epoch.Training));
        Assert.Equal(expected.SelectMany(epoch => epoch.Validation), actual.SelectMany(epoch => epoch.Validation));
    }

    private static TrainingResult Fit(Mlp model, params TrainingCallback[] callbacks) =>
        new Trainer(model, new TrainingOptions { Epochs = 3, BatchSize = 30 }).FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), callbacks);
}
