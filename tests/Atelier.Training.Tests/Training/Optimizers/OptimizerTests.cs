using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class OptimizerTests
{
    public static IEnumerable<TheoryDataRow<OptimizerOptions>> Kinds =>
        new OptimizerOptions[] { new Sgd(), new Adam(), new AdamW(), new RmsProp() }.Select(options => new TheoryDataRow<OptimizerOptions>(options));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_FloatParametersOnTheCpu_WorksOnTheirMemory(OptimizerOptions options)
    {
        using var model = Models.Mlp(4, [3], 2);

        using var optimizer = options.Create([.. model.parameters()]);

        Assert.IsAssignableFrom<InMemoryOptimizer>(optimizer);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_OtherParameters_UsesTorch(OptimizerOptions options)
    {
        using var model = nn.Linear(4, 3, dtype: float64);

        using var optimizer = options.Create([.. model.parameters()]);

        Assert.IsType<TorchOptimizer>(optimizer);
    }

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        Assert.Equal(new Sgd { LearningRate = 0.01, Momentum = 0, WeightDecay = 0 }, new Sgd());
        Assert.Equal(new Adam { LearningRate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, WeightDecay = 0 }, new Adam());
        Assert.Equal(new AdamW { LearningRate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, WeightDecay = 0.01 }, new AdamW());
        Assert.Equal(new RmsProp { LearningRate = 0.01, Alpha = 0.99, Epsilon = 1e-8, Momentum = 0, WeightDecay = 0 }, new RmsProp());
    }

    [Fact]
    public void Settings_NameEachNumberForTheProvenance()
    {
        Assert.Equal([("momentum", 0.9)], new Sgd { Momentum = 0.9 }.Settings);
        Assert.Equal([("beta1", 0.8), ("beta2", 0.99), ("epsilon", 1e-7)], new Adam { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-7 }.Settings);
        Assert.Equal([("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8)], new AdamW().Settings);
        Assert.Equal([("alpha", 0.98), ("epsilon", 1e-8), ("momentum", 0.5)], new RmsProp { Alpha = 0.98, Momentum = 0.5 }.Settings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void LearningRate_OutOfRange_IsRefused(double rate)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { LearningRate = rate });

        Assert.Contains("LearningRate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("above 0", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { LearningRate = rate });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { LearningRate = rate });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LearningRate = rate });
    }

    [Fact]
    public void Settings_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Beta1 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Beta2 = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Epsilon = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { WeightDecay = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { Alpha = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { Momentum = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = 1 });
    }
}
