using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary><see cref="Lstm"/>, <see cref="Gru"/> and <see cref="Rnn"/> beside TorchSharp's layers with the same weights.</summary>
[Collection(nameof(TorchGlobals))]
public sealed class RecurrentLayerTests
{
    private const int Inputs = 3;
    private const int Hidden = 5;

    public static TheoryData<string, int, bool, bool, bool> Settings
    {
        get
        {
            var data = new TheoryData<string, int, bool, bool, bool>();
            foreach (var kind in new[] { "lstm", "gru", "tanh", "relu" })
            {
                foreach (var at in Enumerable.Range(0, 16))
                {
                    data.Add(kind, (at & 1) == 0 ? 1 : 3, (at & 2) == 0, (at & 4) == 0, (at & 8) == 0);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Forward_SameWeights_GivesWhatTorchSharpGives(string kind, int layers, bool bias, bool batchFirst, bool bidirectional)
    {
        using var scope = NewDisposeScope();
        var (layer, reference) = Pair(kind, layers, bias, batchFirst, bidirectional, dropout: 0);
        Layers.Copy(reference, layer);
        var x = batchFirst ? randn(2, 7, Inputs) : randn(7, 2, Inputs);
        Tensor[] states = [randn(layers * (bidirectional ? 2 : 1), 2, Hidden), randn(layers * (bidirectional ? 2 : 1), 2, Hidden)];

        var (expected, actual) = (Run(reference, x, states), Run(layer, x, states));
        var (expectedFromZeros, actualFromZeros) = (Run(reference, x, null), Run(layer, x, null));

        foreach (var (wanted, given) in expected.Concat(expectedFromZeros).Zip(actual.Concat(actualFromZeros)))
        {
            Layers.AssertClose(wanted, given, 1e-6);
        }

        Layers.AssertSameGradients(reference, [.. expected, .. expectedFromZeros], layer, [.. actual, .. actualFromZeros], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Forward_WithoutGradients_GivesTheSame(string kind, int layers, bool bias, bool batchFirst, bool bidirectional)
    {
        using var scope = NewDisposeScope();
        var (layer, _) = Pair(kind, layers, bias, batchFirst, bidirectional, dropout: 0);
        layer.eval();
        var x = batchFirst ? randn(2, 7, Inputs) : randn(7, 2, Inputs);
        var expected = Run(layer, x, null);

        Tensor[] actual;
        using (no_grad())
        {
            actual = Run(layer, x, null);
        }

        foreach (var parameter in layer.parameters())
        {
            parameter.requires_grad_(false);
        }

        var frozen = Run(layer, x, null);
        Assert.All(expected.Zip(actual), pair => Layers.AssertClose(pair.First, pair.Second, 1e-6));
        Assert.All(expected.Zip(frozen), pair => Layers.AssertClose(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public async Task Forward_WithoutGradientsFromManyThreads_GivesTheSame()
    {
        using var layer = new Lstm(8, 32, layers: 2);
        layer.eval();
        using var x = randn(4, 20, 8);
        var expected = layer.call(x).Output.data<float>().ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var largest = 0.0;
            for (var i = 0; i < 20; i++)
            {
                var values = layer.call(x).Output.data<float>().ToArray();
                largest = Math.Max(largest, values.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max());
            }

            return largest;
        })));

        Assert.All(results, largest => Assert.InRange(largest, 0, 1e-6));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("tanh")]
    public void Forward_DropoutWhileTraining_DrawsWhatTorchSharpDraws(string kind)
    {
        using var scope = NewDisposeScope();
        var (layer, reference) = Pair(kind, 2, true, true, true, dropout: 0.5);
        Layers.Copy(reference, layer);
        var x = randn(2, 7, Inputs);

        Tensor[] expected = [], actual = [];
        foreach (var _ in new[] { 1, 2 })
        {
            random.manual_seed(4);
            expected = Run(reference, x, null);
            random.manual_seed(4);
            actual = Run(layer, x, null);
        }

        Layers.AssertClose(expected[0], actual[0], 1e-6);
        reference.eval();
        layer.eval();
        Layers.AssertClose(Run(reference, x, null)[0], Run(layer, x, null)[0], 1e-6);
        Assert.False(expected[0].allclose(Run(layer, x, null)[0]));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("relu")]
    public void LoadWeights_OfTorchSharpsLayer_LoadsThemAll(string kind)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var (layer, reference) = Pair(kind, 2, true, true, true, dropout: 0);
        var path = Path.Combine(folder.Path, "layer.safetensors");
        reference.SaveWeights(path);

        var report = layer.LoadWeights(path);

        Assert.Equal(16, report.Loaded.Count);
        var x = randn(2, 4, Inputs);
        Layers.AssertClose(Run(reference, x, null)[0], Run(layer, x, null)[0], 1e-6);
    }

    [Fact]
    public void Settings_AreReadable()
    {
        using var lstm = new Lstm(3, 5, layers: 2, bias: false, batchFirst: false, dropout: 0.25, bidirectional: true);
        using var rnn = new Rnn(3, 5, nonlinearity: nn.NonLinearities.ReLU);

        Assert.Equal((3, 5, 2, 10), (lstm.Inputs, lstm.Hidden, lstm.Layers, lstm.Outputs));
        Assert.Equal((false, false, 0.25, true), (lstm.HasBias, lstm.IsBatchFirst, lstm.Dropout, lstm.IsBidirectional));
        Assert.Equal((true, true, 0.0, false, 5), (rnn.HasBias, rnn.IsBatchFirst, rnn.Dropout, rnn.IsBidirectional, rnn.Outputs));
        Assert.Equal(nn.NonLinearities.ReLU, rnn.Nonlinearity);
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"], rnn.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void Weights_AreSeededAndWithinTheBoundAndLeaveGlobalNumbersAlone()
    {
        random.manual_seed(3);
        using var expected = rand(4);
        random.manual_seed(3);
        using var first = new Gru(100, 64, seed: 5);
        using var again = new Gru(100, 64, seed: 5);
        using var other = new Gru(100, 64, seed: 6);
        using var global = rand(4);

        Assert.Equal(expected.data<float>().ToArray(), global.data<float>().ToArray());
        Assert.Equal(Weights(first), Weights(again));
        Assert.NotEqual(Weights(first), Weights(other));
        Assert.All(Weights(first), weight => Assert.InRange(weight, -0.125f, 0.125f));
        Assert.Equal(0.125 / Math.Sqrt(3), Math.Sqrt(Weights(first).Average(weight => (double)weight * weight)), 0.001);
    }

    [Fact]
    public void To_Double_ComputesInDouble()
    {
        using var scope = NewDisposeScope();
        using var layer = new Lstm(3, 5, bidirectional: true);
        var x = randn(2, 4, 3);
        var expected = layer.call(x).Output;

        layer.to(float64);
        var actual = layer.call(x.to(float64)).Output;

        Assert.Equal(float64, actual.dtype);
        Layers.AssertClose(expected, actual.to(float32), 1e-6);
    }

    [Fact]
    public void Forward_ManyTimes_LeavesNoTensorBehind()
    {
        using var layer = new Lstm(3, 5, layers: 2);
        using var x = randn(2, 4, 3);
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            var (output, hidden, cell) = layer.call(x);
            output.Dispose();
            hidden.Dispose();
            cell.Dispose();
        }
    }

    [Theory]
    [InlineData(new long[] { 2, 4, 4 }, "`input` has shape (2, 4, 4); expected (batch, time, 3). Check the features or the layer's `inputs`.")]
    [InlineData(new long[] { 4, 3 }, "`input` has shape (4, 3); expected (batch, time, 3). Add the batch dimension: input.unsqueeze(0).")]
    [InlineData(new long[] { 0, 4, 3 }, "which is empty; expected at least one sequence and one time.")]
    public void Forward_WrongShape_SaysWhatIsExpected(long[] shape, string message)
    {
        using var layer = new Gru(3, 5);
        using var x = zeros(shape);

        var error = Assert.Throws<ArgumentException>(() => layer.call(x));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WrongState_SaysWhatIsExpected()
    {
        using var layer = new Lstm(3, 5, layers: 2, bidirectional: true);
        using var x = zeros(2, 4, 3);
        using var state = zeros(4, 2, 5);
        using var wrong = zeros(2, 2, 5);

        var error = Assert.Throws<ArgumentException>(() => layer.call(x, (state, wrong)));

        Assert.Contains("`state.Cell` has shape (2, 2, 5); expected (4, 2, 5)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WrongType_NamesTheArguments()
    {
        using var layer = new Lstm(3, 5);
        using var x = zeros(2, 4, 3, dtype: float64);

        var error = Assert.Throws<InvalidOperationException>(() => layer.call(x));

        Assert.Contains("libtorch could not run aten::lstm(Float64 (2, 4, 3), [Float64 (1, 2, 5), Float64 (1, 2, 5)], [Float32 (20, 3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gru(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn(3, 5, layers: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn(3, 5, layers: 2, dropout: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rnn(3, 5, nonlinearity: (nn.NonLinearities)7));
        Assert.Contains("there is one layer", Assert.Throws<ArgumentException>(() => new Lstm(3, 5, dropout: 0.1)).Message, StringComparison.Ordinal);
    }

    private static (nn.Module Layer, nn.Module Reference) Pair(string kind, int layers, bool bias, bool batchFirst, bool bidirectional, double dropout) => kind switch
    {
        "lstm" => (
            new Lstm(Inputs, Hidden, layers, bias, batchFirst, dropout, bidirectional),
            nn.LSTM(Inputs, Hidden, layers, bias, batchFirst, dropout, bidirectional)),
        "gru" => (new Gru(Inputs, Hidden, layers, bias, batchFirst, dropout, bidirectional), nn.GRU(Inputs, Hidden, layers, bias, batchFirst, dropout, bidirectional)),
        _ => (
            new Rnn(Inputs, Hidden, layers, Activation(kind), bias, batchFirst, dropout, bidirectional),
            nn.RNN(Inputs, Hidden, layers, Activation(kind), bias, batchFirst, dropout, bidirectional)),
    };

    private static nn.NonLinearities Activation(string kind) => kind == "relu" ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh;

    private static Tensor[] Run(nn.Module layer, Tensor x, Tensor[]? states) => [.. TensorsIn.Value(layer switch
    {
        Lstm lstm => lstm.call(x, states is null ? null : (states[0], states[1])),
        TorchSharp.Modules.LSTM lstm => lstm.call(x, states is null ? null : (states[0], states[1])),
        Gru gru => gru.call(x, states?[0]),
        TorchSharp.Modules.GRU gru => gru.call(x, states?[0]),
        Rnn rnn => rnn.call(x, states?[0]),
        TorchSharp.Modules.RNN rnn => rnn.call(x, states?[0]),
        _ => null,
    })];

    private static float[] Weights(nn.Module layer) => [.. layer.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
