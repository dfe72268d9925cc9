using Atelier.Evaluation;

namespace Atelier.Training.Tests;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new TrainingOptions();

        Assert.Equal((10, 128, 0), (options.Epochs, options.BatchSize, options.Seed));
        Assert.Equal(new Adam { LearningRate = 1e-3 }, options.Optimizer);
        Assert.Equal(["accuracy"], options.Metrics.Select(metric => metric.Name));
    }

    [Fact]
    public void Numbers_BelowOne_AreRefused()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { BatchSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { Threads = 0 });

        Assert.Contains("`Epochs` must be at least 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Optimizer_Null_IsRefused() => Assert.Throws<ArgumentNullException>(() => new TrainingOptions { Optimizer = null! });

    [Fact]
    public void Metrics_OfOneName_AreRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new TrainingOptions { Metrics = [new Accuracy(), new Accuracy()] });

        Assert.Contains("two figures called `accuracy`", exception.Message, StringComparison.Ordinal);
    }
}
