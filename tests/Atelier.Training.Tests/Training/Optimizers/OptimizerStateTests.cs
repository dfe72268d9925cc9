using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class OptimizerStateTests
{
    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Load_InTheMiddle_ContinuesBitForBit(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var uninterrupted = OptimizerCases.Weights();
        using var first = OptimizerCases.Create(name, inMemory, uninterrupted);
        Steps(first, name, uninterrupted, 0, 50);
        var saved = Saved(first);
        var resumed = new Parameter(tensor(uninterrupted.Values()));
        using var second = OptimizerCases.Create(name, inMemory, resumed);

        second.Load(Reader(saved));
        Steps(first, name, uninterrupted, 50, 100);
        Steps(second, name, resumed, 50, 100);

        Assert.Equal(uninterrupted.Values(), resumed.Values());
        Assert.Equal(Saved(first), Saved(second));
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Load_OverAStateOfItsOwn_ForgetsThat(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create(name, inMemory, weights);
        var atFirst = Saved(optimizer);
        Steps(optimizer, name, weights, 0, 10);
        var once = weights.Values();
        var again = OptimizerCases.Weights();
        using var used = OptimizerCases.Create(name, inMemory, again);
        Steps(used, name, again, 500, 505);
        using (no_grad())
        {
            again.copy_(OptimizerCases.Weights());
        }

        used.Load(Reader(atFirst));
        Steps(used, name, again, 0, 10);

        Assert.Equal(once, again.Values());
    }

    [Theory]
    [MemberData(nameof(OptimizerCases.NamesInBothKinds), MemberType = typeof(OptimizerCases))]
    public void Load_OfTheOtherWayOfWorking_Continues(string name, bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var first = OptimizerCases.Create(name, inMemory, weights);
        Steps(first, name, weights, 0, 50);
        var resumed = new Parameter(tensor(weights.Values()));
        using var second = OptimizerCases.Create(name, !inMemory, resumed);

        second.Load(Reader(Saved(first)));
        Steps(first, name, weights, 50, 100);
        Steps(second, name, resumed, 50, 100);

        Assert.All(weights.Values().Zip(resumed.Values()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory]
    [InlineData("sgd_momentum")]
    [InlineData("adamw")]
    [InlineData("rmsprop_momentum")]
    public void Load_Float64Parameters_ContinuesBitForBit(string name)
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(arange(24, dtype: float64).reshape(2, 3, 4) / 24);
        using var first = OptimizerCases.All[name].Create([weights]);
        StepTowardsZero(first, weights);
        var resumed = new Parameter(weights.detach().clone());
        using var second = OptimizerCases.All[name].Create([resumed]);

        second.Load(Reader(Saved(first)));
        StepTowardsZero(first, weights);
        StepTowardsZero(second, resumed);

        Assert.IsType<TorchOptimizer>(first);
        Assert.Equal(weights.data<double>().ToArray(), resumed.data<double>().ToArray());
    }

    [Fact]
    public void Load_MoreValuesThanAreCopiedAtOnce_AreAllThere()
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(rand(3, 500_001));
        using var first = new Sgd { Momentum = 0.5 }.CreateTorch([weights]);
        StepTowardsZero(first, weights);
        using var second = new Sgd { Momentum = 0.5 }.CreateTorch([new Parameter(zeros(3, 500_001))]);
        var saved = Saved(first);

        second.Load(Reader(saved));

        Assert.True(saved.Length > 3 * 500_001 * sizeof(float));
        Assert.True(saved.AsSpan().SequenceEqual(Saved(second)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_OfAnotherOptimizer_IsRefusedByBothNames(bool inMemory)
    {
        using var scope = NewDisposeScope();
        using var adam = OptimizerCases.Create("adam", inMemory, OptimizerCases.Weights());
        using var decoupled = OptimizerCases.Create("adamw", inMemory, OptimizerCases.Weights());
        using var still = OptimizerCases.Create("sgd", inMemory, OptimizerCases.Weights());
        using var moving = OptimizerCases.Create("sgd_momentum", inMemory, OptimizerCases.Weights());

        var kind = Assert.Throws<InvalidDataException>(() => decoupled.Load(Reader(Saved(adam))));
        var momentum = Assert.Throws<InvalidDataException>(() => still.Load(Reader(Saved(moving))));

        Assert.Equal(
            "The saved state is of the optimizer Adam; this training uses AdamW. Train on with the optimizer that the state was saved by.",
            kind.Message);
        Assert.Contains("Sgd with momentum; this training uses Sgd.", momentum.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_OfOtherParameters_IsRefusedByBothShapes(bool inMemory)
    {
        using var scope = NewDisposeScope();
        using var saved = OptimizerCases.Create("adam", inMemory, new Parameter(zeros(4, 3)), new Parameter(zeros(3)));
        using var shape = OptimizerCases.Create("adam", inMemory, new Parameter(zeros(3, 4)), new Parameter(zeros(3)));
        using var fewer = OptimizerCases.Create("adam", inMemory, new Parameter(zeros(4, 3)));
        using var type = new Adam().Create([new Parameter(zeros(4, 3, float64)), new Parameter(zeros(3, float64))]);

        var otherShape = Assert.Throws<InvalidDataException>(() => shape.Load(Reader(Saved(saved))));
        var otherCount = Assert.Throws<InvalidDataException>(() => fewer.Load(Reader(Saved(saved))));
        var otherType = Assert.Throws<InvalidDataException>(() => type.Load(Reader(Saved(saved))));

        Assert.Contains("has Float32 (4, 3) for parameter 1 of 2; this model has Float32 (3, 4).", otherShape.Message, StringComparison.Ordinal);
        Assert.Contains("is for 2 parameters; this model trains 1.", otherCount.Message, StringComparison.Ordinal);
        Assert.Contains("has Float32 (4, 3) for parameter 1 of 2; this model has Float64 (4, 3).", otherType.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_DataThatEndsTooSoon_IsRefusedAndChangesNothing(bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create("adam", inMemory, weights);
        Steps(optimizer, "adam", weights, 0, 3);
        var whole = Saved(optimizer);
        Steps(optimizer, "adam", weights, 3, 5);
        var before = Saved(optimizer);

        for (var length = 0; length < whole.Length; length++)
        {
            var exception = Assert.Throws<InvalidDataException>(() => optimizer.Load(Reader(whole[..length])));
            Assert.StartsWith("The saved state of the optimizer ends too soon or is damaged; expected that of Adam", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Saved(optimizer));
    }

    [Fact]
    public void Load_Garbage_IsRefusedWithoutTakingMemoryForIt()
    {
        using var scope = NewDisposeScope();
        using var optimizer = OptimizerCases.Create("adam", inMemory: true, OptimizerCases.Weights());
        var random = new Random(3);
        var whole = Saved(optimizer);

        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                // The beginning of a real one, so that garbage is read as counts and lengths too.
                whole.AsSpan(0, Math.Min(random.Next(30), bytes.Length)).CopyTo(bytes);
            }

            Assert.Throws<InvalidDataException>(() => optimizer.Load(Reader(bytes)));
        }
    }

    [Fact]
    public void Load_NegativeStepCount_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var optimizer = OptimizerCases.Create("sgd", inMemory: true, OptimizerCases.Weights());
        var saved = Saved(optimizer);
        saved.AsSpan(saved.Length - sizeof(long)).Fill(0xFF);

        var exception = Assert.Throws<InvalidDataException>(() => optimizer.Load(Reader(saved)));

        Assert.Contains("counts -1 steps; expected 0 or more.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SaveAndLoad_ManyTimes_LeaveNoTensorBehind(bool inMemory)
    {
        using var scope = NewDisposeScope();
        var weights = OptimizerCases.Weights();
        using var optimizer = OptimizerCases.Create("rmsprop_momentum", inMemory, weights);
        Steps(optimizer, "rmsprop_momentum", weights, 0, 3);
        optimizer.Load(Reader(Saved(optimizer)));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var round = 0; round < 20; round++)
        {
            Steps(optimizer, "rmsprop_momentum", weights, 0, 3);
            optimizer.Load(Reader(Saved(optimizer)));
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Steps(IOptimizer optimizer, string name, Parameter weights, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            OptimizerCases.SetSlope(weights, step);
            optimizer.Step(OptimizerCases.Rate(name, step, changing: true));
        }
    }

    private static void StepTowardsZero(IOptimizer optimizer, Parameter weights)
    {
        using var scope = NewDisposeScope();
        (weights.square().sum() / 2).backward();
        optimizer.Step(0.01);
    }

    private static byte[] Saved(IOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        optimizer.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));
}
