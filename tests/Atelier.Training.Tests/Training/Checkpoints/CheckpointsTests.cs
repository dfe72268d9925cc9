using System.Diagnostics;
using System.Globalization;

namespace Atelier.Training.Tests;

[Collection(nameof(TorchGlobals))]
public sealed class CheckpointsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-checkpoints-").FullName;

    private string Run => Path.Combine(_folder, "run");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fit_KilledAtTenRandomSteps_EndsBitForBitAsUninterrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        var random = new Random(11);
        var uninterrupted = KilledTraining.Run([]);
        var kills = 0;

        // Each run begins a few steps before the last one died; 90 steps hold ten deaths.
        for (var dieAt = random.Next(1, 8); await Start(dieAt); dieAt += random.Next(4, 9))
        {
            kills++;
        }

        Assert.True(kills >= 10, $"killed {kills} times");
        Assert.Equal(uninterrupted, await File.ReadAllTextAsync(Path.Combine(_folder, "result"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(52)]
    public void Fit_CancelledAndStartedAgain_EndsBitForBitAsUninterrupted(int step)
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Scripted { BatchEnd = context => { if (context.Step == step) { source.Cancel(); } } };
        Assert.Throws<TrainingCanceledException>(() => KilledTraining.Run([new Checkpoints(Run, everySteps: 1), cancelling], source));

        var resumed = KilledTraining.Run([new Checkpoints(Run, everySteps: 1)]);

        Assert.Equal(KilledTraining.Run([]), resumed);
    }

    [Fact]
    public void Fit_FinishedTrainingStartedAgain_TrainsNothingAndTellsTheSame()
    {
        var first = KilledTraining.Run([new Checkpoints(Run)]);
        var steps = 0;

        var second = KilledTraining.Run([new Checkpoints(Run), new Scripted { BatchEnd = _ => steps++ }]);

        Assert.Equal(first, second);
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Fit_StoppedEarlyAndStartedAgain_TrainsNothingMore()
    {
        (string Reason, int Epochs, float[] Weights) Train()
        {
            using var model = Models.Mlp(8, [4], 3, seed: 1);
            var options = new TrainingOptions { Epochs = 200, Optimizer = new Adam { LearningRate = 0.3 } };
            var result = new Trainer(model, options).FitInTest(TestData.Blobs(), TestData.Blobs(60, seed: 2), [new EarlyStopping(2), new Checkpoints(Run)]);
            return (result.StopReason, result.History.Count, TestData.Weights(model));
        }

        var first = Train();
        var second = Train();

        Assert.Contains("has not improved for 2 epochs", first.Reason, StringComparison.Ordinal);
        Assert.Equal((first.Reason, first.Epochs), (second.Reason, second.Epochs));
        Assert.Equal(first.Weights, second.Weights);
    }

    [Fact]
    public void Fit_MoreEpochs_GoesOnFromTheLast()
    {
        using var whole = Models.Mlp(8, [4], 3, seed: 1);
        using var part = Models.Mlp(8, [4], 3, seed: 1);
        using var rest = Models.Mlp(8, [4], 3, seed: 9);
        new Trainer(whole, new TrainingOptions { Epochs = 5 }).FitInTest(TestData.Blobs());
        new Trainer(part, new TrainingOptions { Epochs = 2 }).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run)]);

        var result = new Trainer(rest, new TrainingOptions { Epochs = 5 }).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run)]);

        Assert.Equal(TestData.Weights(whole), TestData.Weights(rest));
        Assert.Equal([1, 2, 3, 4, 5], result.History.Select(epoch => epoch.Epoch));
        Assert.Contains("resumed from", Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Contains("step 6", result.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("text")]
    public void Fit_DamagedCheckpoint_IsNamedAndTheOneBeforeUsed(string damage)
    {
        Fit(2);
        var newest = Directory.GetFiles(Run).Order(StringComparer.Ordinal).Last();
        var bytes = File.ReadAllBytes(newest);
        bytes[^5] ^= 1;
        File.WriteAllBytes(newest, damage switch { "cut" => bytes[..^9], "empty" => [], "text" => "not a checkpoint"u8.ToArray(), _ => bytes });

        var result = Fit(3);

        Assert.Equal(2, result.Notes.Count);
        Assert.Contains(newest, result.Notes[0], StringComparison.Ordinal);
        Assert.Contains("damaged", result.Notes[0], StringComparison.Ordinal);
        Assert.Contains("step-000000003", result.Notes[1], StringComparison.Ordinal);
        Assert.Equal(3, result.History.Count);
    }

    [Fact]
    public void Fit_AllCheckpointsDamaged_SaysSo()
    {
        Fit(2);
        foreach (var file in Directory.GetFiles(Run))
        {
            File.WriteAllBytes(file, [1, 2, 3]);
        }

        var exception = Assert.Throws<InvalidDataException>(() => Fit(3));

        Assert.Contains("All 2 checkpoints", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the folder to start over", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_CheckpointOfAnotherModel_NamesTheDifferenceAndChangesNothing()
    {
        Fit(1);
        using var other = Models.Mlp(8, [5], 3);
        var before = TestData.Weights(other);

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(other).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run)]));

        Assert.Contains("is of another model: `linear1.weight` is (4, 8) there and (5, 8) here", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, TestData.Weights(other));
    }

    [Fact]
    public void Fit_OtherSettings_NamesThem()
    {
        Fit(1);
        using var model = Models.Mlp(8, [4], 3);

        var batch = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model, new TrainingOptions { BatchSize = 64 }).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run)]));
        var data = Assert.Throws<InvalidOperationException>(() => new Trainer(model).FitInTest(TestData.Blobs(299), null, [new Checkpoints(Run)]));

        Assert.Contains("batch_size is 128 there and 64 here", batch.Message, StringComparison.Ordinal);
        Assert.Contains("rows is 300 there and 299 here", data.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FolderNotToBeResumed_IsRefused()
    {
        Fit(1);
        using var model = Models.Mlp(8, [4], 3);

        var exception = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run, resume: false)]));

        Assert.Contains("holds the checkpoints of an earlier training", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FolderThatCannotBeWritten_SaysSoBeforeTheFirstStep()
    {
        File.WriteAllText(Run, "a file where the folder should be");
        using var model = Models.Mlp(8, [4], 3);
        var steps = 0;

        var exception = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run), new Scripted { BatchEnd = _ => steps++ }]));

        Assert.Contains($"The folder `{Run}` for checkpoints cannot be written to", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Fit_DiskFull_KeepsWhatWasWrittenAndLeavesNothingHalf()
    {
        Fit(2);
        var before = Directory.GetFiles(Run).Order(StringComparer.Ordinal).ToDictionary(path => path, File.ReadAllBytes);
        using var model = Models.Mlp(8, [4], 3);
        var checkpoints = new Checkpoints(Run) { Create = path => new FullDisk(path) };

        var exception = Assert.Throws<IOException>(() => new Trainer(model, new TrainingOptions { Epochs = 3 }).FitInTest(TestData.Blobs(), null, [checkpoints]));

        Assert.Contains("could not be written: No space left", exception.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoints written before are as they were", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before.Keys, Directory.GetFiles(Run).Order(StringComparer.Ordinal));
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void Fit_StoppedAfterMoreThanTheCheckpoint_WritesItsHistoryOnce()
    {
        var file = Path.Combine(_folder, "history.csv");
        TrainingCallback[] Callbacks() => [new Checkpoints(Run, everyEpochs: 2), new HistoryFile(file)];
        using var source = new CancellationTokenSource();
        Assert.Throws<TrainingCanceledException>(() => KilledTraining.Run(
            [.. Callbacks(), new Scripted { EpochEnd = (_, epoch) => { if (epoch.Epoch == 3) { source.Cancel(); } } }], source));
        Assert.Equal(3, TrainingHistory.Load(file).Count);

        KilledTraining.Run(Callbacks());

        Assert.Equal([1, 2, 3, 4, 5, 6], TrainingHistory.Load(file).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void Fit_SpoiltWeights_AreNotWritten()
    {
        using var model = Models.Mlp(8, [4], 3);
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 1e40 }, BatchSize = 100 };

        var exception = Assert.Throws<LostLossException>(
            () => new Trainer(model, options).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run, everySteps: 1)]));

        Assert.Contains("no longer finite", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Run));
    }

    [Fact]
    public void Fit_ManyEpochs_KeepsTheNewest()
    {
        Fit(7);

        Assert.Equal(["step-000000015", "step-000000018", "step-000000021"], Directory.GetFiles(Run).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }

    private TrainingResult Fit(int epochs)
    {
        using var model = Models.Mlp(8, [4], 3, seed: 1);
        return new Trainer(model, new TrainingOptions { Epochs = epochs }).FitInTest(TestData.Blobs(), null, [new Checkpoints(Run)]);
    }

    /// <summary>Runs the training until it has announced a step and kills it then; false when it was done before.</summary>
    private async Task<bool> Start(int dieAt)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KilledTraining).Assembly.Location);
        }

        start.Environment[KilledTraining.FolderVariable] = Run;
        start.Environment[KilledTraining.ResultVariable] = Path.Combine(_folder, "result");
        using var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out var step) && step >= dieAt)
            {
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return true;
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return false;
    }

    /// <summary>A file on a disk that is full after 1,000 bytes.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.Create, FileAccess.ReadWrite)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > 1000)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer);
        }
    }
}
