using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>Optimizers against PyTorch's and TorchSharp's.</summary>
public sealed class OptimizerParityTests
{
    private const float Tolerance = 1e-6f;

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_AtOneRate_EqualsPyTorch(string name, bool inMemory) => AssertEqualsPyTorch(name, inMemory, changing: false);

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Step_AtAnotherRateEachStep_EqualsPyTorch(string name, bool inMemory) => AssertEqualsPyTorch(name, inMemory, changing: true);

    [Theory]
    [MemberData(nameof(OptimizerCases.Names), MemberType = typeof(OptimizerCases))]
    public void Step_InMemory_EqualsTorchSharpAfterEachOf1000Steps(string name)
    {
        using var scope = NewDisposeScope();
        using var ours = OptimizerCases.Weights();
        using var theirs = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory: true, ours);
        using var reference = Theirs(name, theirs);
        var largest = 0f;

        for (var step = 0; step < 1_000; step++)
        {
            using var inner = NewDisposeScope();
            var rate = OptimizerCases.Rate(name, step, changing: true);
            OptimizerCases.SetSlope(ours, step);
            OptimizerCases.SetSlope(theirs, step);
            optimizer.Step(rate);
            reference.ParamGroups.Single().LearningRate = rate;
            reference.step();
            largest = Math.Max(largest, (ours - theirs).abs().max().item<float>());
        }

        Assert.InRange(largest, 0, Tolerance);
    }

    private static void AssertEqualsPyTorch(string name, bool inMemory, bool changing)
    {
        using var scope = NewDisposeScope();
        var reference = ReferenceFile.Read("optimizers.json")[name]![changing ? "changing" : "constant"]!;
        using var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory, weights);
        for (var step = 0; step < 1_000; step++)
        {
            OptimizerCases.SetSlope(weights, step);
            optimizer.Step(OptimizerCases.Rate(name, step, changing));
            if (reference[$"after_{step + 1}"] is { } expected)
            {
                AssertClose(expected.Numbers(), weights.Values());
            }
        }

        Assert.Equal(2, reference.AsObject().Count);
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    private static optim.Optimizer Theirs(string name, Parameter weights) => OptimizerCases.All[name] switch
    {
        Sgd sgd => optim.SGD([weights], sgd.LearningRate, sgd.Momentum, weight_decay: sgd.WeightDecay),
        Adam adam => optim.Adam([weights], adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay),
        AdamW adam => optim.AdamW([weights], adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay),
        RmsProp root => optim.RMSProp([weights], root.LearningRate, root.Alpha, root.Epsilon, root.WeightDecay, root.Momentum),
        var other => throw new ArgumentOutOfRangeException(nameof(name), other, "There is no counterpart."),
    };
}
