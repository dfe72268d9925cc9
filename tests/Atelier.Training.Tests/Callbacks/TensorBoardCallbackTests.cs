namespace Atelier.Training.Tests;

public sealed class TensorBoardCallbackTests
{
    [Fact]
    public void Fit_WithValidation_WritesEachFigureByEpoch()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);

        var result = Fit(model, true, new TensorBoardCallback(folder["run"], everySteps: 0));

        var training = EventFile.Scalars(folder["run", "training"]);
        var validation = EventFile.Scalars(folder["run", "validation"]);
        Assert.Equal(
            result.History.SelectMany(epoch => new[]
            {
                ("epoch/loss", (long)epoch.Epoch, (float)epoch.TrainingLoss!),
                ("epoch/accuracy", epoch.Epoch, (float)epoch.Training[1].Value),
                ("epoch/learning_rate", epoch.Epoch, 0.001f),
            }),
            training.Select(scalar => (scalar.Tag, scalar.Step, scalar.Value)));
        Assert.Equal(
            result.History.SelectMany(epoch => new[]
            {
                ("epoch/loss", (long)epoch.Epoch, (float)epoch.ValidationLoss!),
                ("epoch/accuracy", epoch.Epoch, (float)epoch.Validation[1].Value),
            }),
            validation.Select(scalar => (scalar.Tag, scalar.Step, scalar.Value)));
    }

    [Fact]
    public void Fit_EverySteps_WritesTheLossOfTheBatch()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var losses = new List<double>();
        var recorder = new Scripted { BatchEnd = context => losses.Add(context.BatchLoss) };

        // 3 epochs of 10 steps.
        Fit(model, false, recorder, new TensorBoardCallback(folder["run"], everySteps: 4));

        var steps = EventFile.Scalars(folder["run", "training"]).Where(scalar => scalar.Tag == "step/loss").Select(scalar => (scalar.Step, scalar.Value));
        Assert.Equal(new[] { 4, 8, 12, 16, 20, 24, 28 }.Select(step => ((long)step, (float)losses[step - 1])), steps);
        Assert.False(Directory.Exists(folder["run", "validation"]));
    }

    [Fact]
    public void Fit_FigureThatIsNoNumber_IsWrittenAsSuch()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var options = new TrainingOptions { Epochs = 1, Metrics = [new ConstantMetric(double.NaN), new ConstantMetric(0, "nought")] };

        new Trainer(model, options).FitInTest(TestData.Blobs(), null, [new TensorBoardCallback(folder["run"])]);

        var scalars = EventFile.Scalars(folder["run", "training"]);
        Assert.Equal(float.NaN, scalars.Single(scalar => scalar.Tag == "epoch/constant").Value);
        Assert.Equal(0, scalars.Single(scalar => scalar.Tag == "epoch/nought").Value);
    }

    [Fact]
    public void Fit_Times_AreSecondsSince1970()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var time = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

        Fit(model, false, new TensorBoardCallback(folder["run"], timeProvider: new FixedTime(time)));

        Assert.All(EventFile.Scalars(folder["run", "training"]), scalar => Assert.Equal(time.ToUnixTimeSeconds(), scalar.Time));
    }

    [Fact]
    public void Fit_WhileItRuns_NoFileStaysOpen()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var counts = new List<int>();
        var mover = new Scripted
        {
            EpochEnd = (_, _) =>
            {
                var file = Assert.Single(Directory.GetFiles(folder["run", "training"]));
                // Nobody else may have it open.
                using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                counts.Add(OpenHandles(folder.Path));
            },
        };

        Fit(model, true, new TensorBoardCallback(folder["run"]), mover);

        Assert.Equal(OperatingSystem.IsLinux() ? [1, 1, 1] : [0, 0, 0], counts);
        Assert.Equal(0, OpenHandles(folder.Path));
    }

    [Fact]
    public void Fit_SecondTraining_BeginsNewFiles()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var callback = new TensorBoardCallback(folder["run"]);

        Fit(model, true, callback);
        Fit(model, true, callback);

        Assert.Equal(2, Directory.GetFiles(folder["run", "training"]).Length);
        Assert.Equal(2, Directory.GetFiles(folder["run", "validation"]).Length);
    }

    [Fact]
    public void Fit_FolderThatIsAFile_NamesIt()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var before = TestData.Weights(model);
        folder.Write("taken", "");

        var error = Assert.Throws<InvalidOperationException>(() => Fit(model, false, new TensorBoardCallback(folder["taken"])));

        Assert.StartsWith(
            $"The callback TensorBoardCallback failed in OnTrainingStart: TensorBoard's events cannot be written to the folder `{folder["taken"]}` (",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, TestData.Weights(model));
    }

    [Fact]
    public void Fit_FolderThatGoesAway_NamesIt()
    {
        using var folder = new TemporaryFolder();
        using var model = Models.Mlp(8, [4], 3);
        var remover = new Scripted { BatchEnd = context => Directory.Delete(folder["run"], recursive: true) };

        var error = Assert.Throws<InvalidOperationException>(() => Fit(model, false, remover, new TensorBoardCallback(folder["run"], everySteps: 1)));

        Assert.Contains($"cannot be written to the folder `{folder["run"]}` (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorBoardCallback_BadSettings_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TensorBoardCallback(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardCallback("runs", -1));
    }

    /// <summary>How many files below a folder this process has open, as Linux tells; 0 elsewhere.</summary>
    private static int OpenHandles(string folder) => !OperatingSystem.IsLinux() ? 0 : new DirectoryInfo("/proc/self/fd").GetFileSystemInfos()
        .Count(handle => handle.LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);

    private static TrainingResult Fit(Mlp model, bool validates, params TrainingCallback[] callbacks) =>
        new Trainer(model, new TrainingOptions { Epochs = 3, BatchSize = 30 })
            .FitInTest(TestData.Blobs(), validates ? TestData.Blobs(90, seed: 2) : null, callbacks);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
