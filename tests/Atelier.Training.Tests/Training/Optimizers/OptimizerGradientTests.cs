using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>Parameters of every size, and gradients that are absent, late, or laid out otherwise than their parameter.</summary>
public sealed class OptimizerGradientTests
{
    [Theory]
    [MemberData(nameof(OptimizerCases.Names), MemberType = typeof(OptimizerCases))]
    public void Step_EverySizeAroundAVector_EqualsTorch(string name)
    {
        using var scope = NewDisposeScope();
        int[] sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1_000];
        var ours = sizes.Select(Weights).ToList();
        var theirs = sizes.Select(Weights).ToList();
        using var optimizer = OptimizerCases.Create(name, inMemory: true, ours);
        using var reference = OptimizerCases.Create(name, inMemory: false, theirs);

        for (var step = 0; step < 20; step++)
        {
            Backward(ours);
            Backward(theirs);
            optimizer.Step(0.01);
            reference.Step(0.01);
        }

        Assert.Equal(sizes, ours.Select(weights => (int)weights.NumberOfElements));
        Assert.All(theirs.Zip(ours), pair => Assert.All(
            pair.First.Values().Zip(pair.Second.Values()), weight => Assert.Equal(weight.First, weight.Second, 1e-6f)));

        static Parameter Weights(int size) => new(linspace(-1, 1, size));

        static void Backward(List<Parameter> parameters)
        {
            foreach (var weights in parameters)
            {
                (weights - 0.3).square().sum().backward();
            }
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_ParameterWithoutGradient_StaysAsItWas(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var idle = OptimizerCases.Weights();
        var busy = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory, idle, busy);
        OptimizerCases.SetSlope(idle, 0);
        OptimizerCases.SetSlope(busy, 0);
        optimizer.Step(0.1);
        var before = idle.Values();
        var busyBefore = busy.Values();

        // What it remembers of the first step, its momentum, must not move it either.
        OptimizerCases.SetSlope(busy, 1);
        optimizer.Step(0.1);

        Assert.Equal(before, idle.Values());
        Assert.NotEqual(busyBefore, busy.Values());
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.Names), MemberType = typeof(OptimizerCases))]
    public void Step_GradientsThatComeNowAndThen_EqualTorch(string name)
    {
        using var scope = NewDisposeScope();
        Parameter[] ours = [OptimizerCases.Weights(), OptimizerCases.Weights()];
        Parameter[] theirs = [OptimizerCases.Weights(), OptimizerCases.Weights()];
        using var optimizer = OptimizerCases.Create(name, inMemory: true, ours);
        using var reference = OptimizerCases.Create(name, inMemory: false, theirs);

        for (var step = 0; step < 100; step++)
        {
            foreach (var (first, second) in new[] { (ours[0], ours[1]), (theirs[0], theirs[1]) })
            {
                OptimizerCases.SetSlope(first, step);
                if (step % 7 == 3)
                {
                    OptimizerCases.SetSlope(second, step);
                }
            }

            optimizer.Step(0.01);
            reference.Step(0.01);
        }

        Assert.All(theirs[1].Values().Zip(ours[1].Values()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_ClearsTheGradients(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory, weights);
        OptimizerCases.SetSlope(weights, 0);

        optimizer.Step(0.1);

        Assert.Null(weights.grad);
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_TransposedGradient_IsThatOfTheSameWeights(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var gradient = rand(5, 7, generator: new Generator(2)); // (5, 7)
        var transposed = new Parameter(ones(7, 5)) { grad = gradient.t() };
        var dense = new Parameter(ones(7, 5)) { grad = gradient.t().contiguous() };
        using var optimizer = OptimizerCases.Create(name, inMemory, transposed);
        using var reference = OptimizerCases.Create(name, inMemory, dense);
        using var given = transposed.grad;
        Assert.False(given!.is_contiguous());

        optimizer.Step(0.1);
        reference.Step(0.1);

        Assert.Equal(dense.Values(), transposed.Values());
        Assert.NotEqual(ones(7, 5).Values(), transposed.Values());
    }

    [Fact]
    public void Step_SparseGradient_IsThatOfTheDenseOne()
    {
        using var scope = NewDisposeScope();
        var gradient = tensor(new float[] { 0, 2, 0, 0, -1, 0 }).reshape(3, 2);
        var sparse = new Parameter(ones(3, 2)) { grad = gradient.to_sparse() };
        var dense = new Parameter(ones(3, 2)) { grad = gradient };
        using var optimizer = OptimizerCases.Create("adam", inMemory: true, sparse);
        using var reference = OptimizerCases.Create("adam", inMemory: true, dense);

        optimizer.Step(0.1);
        reference.Step(0.1);

        Assert.Equal(dense.Values(), sparse.Values());
        Assert.NotEqual(ones(3, 2).Values(), sparse.Values());
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_AtRateZero_LeavesTheWeights(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory, weights);
        OptimizerCases.SetSlope(weights, 0);

        optimizer.Step(0);

        Assert.Equal(OptimizerCases.Weights().Values(), weights.Values());
    }

    [Fact]
    public void Create_ParameterThatIsNotInOnePiece_UsesTorch()
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(rand(4, 3).t());

        using var optimizer = new AdamW().Create([weights]);

        Assert.False(weights.is_contiguous());
        Assert.IsType<TorchOptimizer>(optimizer);
    }
}
