using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>Optimizers under the names of References/optimizers.json, and the slopes that they follow there.</summary>
internal static class OptimizerCases
{
    public const int Size = 37;

    public static readonly IReadOnlyDictionary<string, OptimizerOptions> All = new Dictionary<string, OptimizerOptions>
    {
        ["sgd"] = new Sgd(),
        ["sgd_momentum"] = new Sgd { Momentum = 0.9 },
        ["sgd_momentum_decay"] = new Sgd { Momentum = 0.9, WeightDecay = 0.01 },
        ["adam"] = new Adam(),
        ["adam_decay"] = new Adam { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.01 },
        ["adamw"] = new AdamW(),
        ["adamw_decay"] = new AdamW { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.3 },
        ["rmsprop"] = new RmsProp { LearningRate = 1e-3 },
        ["rmsprop_momentum"] = new RmsProp { LearningRate = 1e-3, Alpha = 0.9, Epsilon = 1e-6, Momentum = 0.8 },
        ["rmsprop_momentum_decay"] = new RmsProp { LearningRate = 1e-3, WeightDecay = 0.01, Momentum = 0.5 },
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string, bool>> NamesInBothKinds =>
        All.Keys.SelectMany(name => new[] { new TheoryDataRow<string, bool>(name, true), new TheoryDataRow<string, bool>(name, false) });

    /// <summary>The optimizer of a kind, whatever the parameters are.</summary>
    public static IOptimizer Create(string name, bool inMemory, params IReadOnlyList<Parameter> parameters) =>
        inMemory ? All[name].CreateInMemory(parameters) : All[name].CreateTorch(parameters);

    public static double Rate(string name, int step, bool changing) =>
        changing ? All[name].LearningRate * (1 - step % 100 / 200.0) : All[name].LearningRate;

    /// <summary>Weights to begin with.</summary>
    public static Parameter Weights() => new(tensor(Grid(331, 0)));

    /// <summary>Gives the weights their noisy slope in a step.</summary>
    public static void SetSlope(Parameter weights, int step)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var noise = Enumerable.Range(0, Size).Select(i => (step * 7919L + i * 104729L) % 1024 / 1024f - 0.5f).ToArray();
        weights.grad = (weights.detach() - tensor(Grid(577, 0.25f)) + tensor(noise)).MoveToOuterDisposeScope();
    }

    public static float[] Values(this Tensor weights) => weights.data<float>().ToArray();

    private static float[] Grid(int multiplier, float offset) =>
        [.. Enumerable.Range(0, Size).Select(i => i * multiplier % 1024 / 1024f - 0.5f + offset)];
}
