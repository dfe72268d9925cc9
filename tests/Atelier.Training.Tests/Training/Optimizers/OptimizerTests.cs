using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Adam_After1000Steps_EqualsTorch(double weightDecay) => AssertEqualsTorch(
        new Adam { LearningRate = 1e-3, WeightDecay = weightDecay },
        parameters => optim.Adam(parameters, 1e-3, weight_decay: weightDecay));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0.9, 0.01)]
    public void Sgd_After1000Steps_EqualsTorch(double momentum, double weightDecay) => AssertEqualsTorch(
        new Sgd { LearningRate = 1e-3, Momentum = momentum, WeightDecay = weightDecay },
        parameters => optim.SGD(parameters, 1e-3, momentum, weight_decay: weightDecay));

    [Fact]
    public void Create_FloatParametersOnTheCpu_WorksOnTheirMemory()
    {
        using var model = Models.Mlp(4, [3], 2);

        using var optimizer = new Adam().Create([.. model.parameters()]);

        Assert.IsType<AdamInMemory>(optimizer);
    }

    [Fact]
    public void Create_OtherParameters_UsesTorch()
    {
        using var model = nn.Linear(4, 3, dtype: float64);

        using var adam = new Adam().Create([.. model.parameters()]);
        using var sgd = new Sgd().Create([.. model.parameters()]);

        Assert.IsType<TorchOptimizer>(adam);
        Assert.IsType<TorchOptimizer>(sgd);
    }

    [Fact]
    public void Step_ParameterWithoutGradient_StaysAsItWas()
    {
        using var model = nn.Linear(4, 3);
        var before = TestData.Weights(model);

        using var optimizer = new Adam { WeightDecay = 0.1 }.Create([.. model.parameters()]);
        optimizer.Step(1e-3);

        Assert.Equal(before, TestData.Weights(model));
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
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LearningRate = rate });
    }

    [Fact]
    public void Settings_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { WeightDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = 1 });
    }

    /// <summary>Both follow the same noisy slopes of a quadratic with its minimum elsewhere for each weight.</summary>
    private static void AssertEqualsTorch(OptimizerOptions options, Func<IEnumerable<Parameter>, optim.Optimizer> torchs)
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        // 37 is no multiple of a vector's length: the rest of a parameter is tested too.
        var start = Enumerable.Range(0, 37).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var goal = tensor(Enumerable.Range(0, 37).Select(_ => random.NextSingle() * 2 - 1).ToArray());
        using var ours = new Parameter(tensor(start));
        using var theirs = new Parameter(tensor(start));
        using var optimizer = options.Create([ours]);
        using var reference = torchs([theirs]);
        for (var step = 0; step < 1_000; step++)
        {
            using var inner = NewDisposeScope();
            var noise = tensor(Enumerable.Range(0, 37).Select(_ => random.NextSingle() - 0.5f).ToArray());
            foreach (var parameter in new[] { ours, theirs })
            {
                ((parameter - goal + noise).square().sum() / 2).backward();
            }

            optimizer.Step(1e-3);
            reference.step();
            reference.zero_grad();
        }

        var expected = theirs.data<float>().ToArray();
        Assert.NotEqual(start, expected);
        Assert.All(expected.Zip(ours.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }
}
