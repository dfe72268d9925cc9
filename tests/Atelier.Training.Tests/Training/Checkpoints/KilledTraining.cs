using System.Runtime.CompilerServices;
using Atelier.Evaluation;

namespace Atelier.Training.Tests;

/// <summary>The training that <see cref="CheckpointsTests"/> kills, in a process of its own: this assembly, started with two variables.</summary>
internal static class KilledTraining
{
    public const string FolderVariable = "ATELIER_TEST_KILLED_TRAINING";
    public const string ResultVariable = "ATELIER_TEST_KILLED_TRAINING_RESULT";

    [ModuleInitializer]
    public static void RunAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            // The kill comes while a step is announced, just before or just after.
            var callback = new Scripted { BatchEnd = context => { Console.WriteLine(context.Step); Console.Out.Flush(); } };
            File.WriteAllText(Environment.GetEnvironmentVariable(ResultVariable)!, Run([new Checkpoints(folder, everySteps: 4), callback]));
            Environment.Exit(0);
        }
    }

    /// <summary>Everything that has a memory takes part: dropout, momentum, a schedule, early stopping, metrics, accumulated gradients.</summary>
    /// <returns>The weights and the figures, digit by digit.</returns>
    public static string Run(IReadOnlyList<TrainingCallback> callbacks, CancellationTokenSource? cancellation = null)
    {
        using var model = Models.Mlp(8, [16], 3, dropout: 0.3, seed: 4);
        var options = new TrainingOptions
        {
            Epochs = 6,
            BatchSize = 7,
            AccumulateBatches = 2,
            Seed = 5,
            Optimizer = new AdamW { LearningRate = 0.02 },
            Schedule = new CosineDecay(),
            ClipNorm = 1,
            Metrics = [new Accuracy(), new F1()],
        };
        var result = new Trainer(model, options).Fit(
            TestData.Blobs(201), TestData.Blobs(60, seed: 2), [.. callbacks, new EarlyStopping(4)], cancellation?.Token ?? CancellationToken.None);
        return string.Join('\n', TestData.Weights(model).Select(BitConverter.SingleToInt32Bits)) + "\n"
            + string.Join('\n', result.History.SelectMany(epoch => epoch.Training.Concat(epoch.Validation)).Select(figure => $"{figure.Name} {figure.Value:R}"));
    }
}
