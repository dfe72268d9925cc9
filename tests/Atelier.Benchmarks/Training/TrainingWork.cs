using System.Diagnostics;
using Atelier.Data;
using Atelier.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Training;

/// <summary>The data and the epochs of the group, as a user of the trainer writes them.</summary>
public static class TrainingWork
{
    /// <summary>Training rows of the MLP.</summary>
    public const int Rows = 60_000;

    /// <summary>Training rows of the CNN.</summary>
    public const int CnnRows = 12_000;

    /// <summary>Validation rows.</summary>
    public const int ValidationRows = 10_000;

    /// <summary>Features of a row.</summary>
    public const int Width = 784;

    /// <summary>Rows a step.</summary>
    public const int BatchSize = 128;

    /// <summary>Threads of all who take part.</summary>
    public const int Threads = 1;

    /// <summary>Random rows.</summary>
    public static Dataset Data(int rows, int seed)
    {
        var random = new Random(seed);
        var features = new float[rows * Width];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = random.NextSingle();
        }

        return new Dataset("random", features, [Width], Enumerable.Range(0, rows).Select(_ => random.Next(10)).ToArray());
    }

    /// <summary>One epoch of an MLP 784-32-10. Everything that Fit does is timed, the checks of the data included.</summary>
    public static double Mlp(Dataset train, Dataset validation)
    {
        using var model = Models.Mlp(Width, [32], 10, seed: 1);
        return Epoch(model, train, validation);
    }

    /// <summary>One epoch of two convolutions and two dense layers on 28 x 28 pixels.</summary>
    public static double Cnn(Dataset train, Dataset validation)
    {
        using var model = Sequential(
            ("unflatten", Unflatten(1, [1, 28, 28])), ("conv1", Conv2d(1, 8, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(8, 16, 3)), ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)), ("flatten", Flatten()), ("dense1", Linear(400, 64)), ("relu3", ReLU()), ("dense2", Linear(64, 10)));
        return Epoch(model, train, validation);
    }

    private static double Epoch(Module<Tensor, Tensor> model, Dataset train, Dataset validation)
    {
        var options = new TrainingOptions { Epochs = 1, BatchSize = BatchSize, Seed = 1, Optimizer = new Adam { LearningRate = 1e-3 }, Threads = Threads };
        var watch = Stopwatch.StartNew();
        new Trainer(model, options).Fit(train, validation, [new ProgressCallback(TextWriter.Null)]);
        return watch.Elapsed.TotalSeconds;
    }
}
