using System.Diagnostics;
using Atelier.Inference;
using Atelier.Prediction;
using Atelier.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Inference;

/// <summary>A call of the predictor, against bare ONNX Runtime with bound arrays and against TorchSharp in evaluation mode.</summary>
/// <remarks>The predictor's call begins with an array of floats and checks it; it ends with an answer that is the caller's own.</remarks>
public sealed class InferenceGroup : IBenchmarkGroup
{
    private const int Rounds = 25;
    private const int Threads = 1;
    private const int Width = 784;
    private const int CnnBatch = 256;
    private const double Seconds = 0.1;

    /// <inheritdoc/>
    public string Name => "inference";

    /// <inheritdoc/>
    public string Description => "predictions in C#, beside bare ONNX Runtime and TorchSharp, one thread each";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(Threads);
        using var mlp = Sequential(("hidden", Linear(Width, 32)), ("relu", ReLU()), ("out", Linear(32, 10)));
        using var cnn = Sequential(
            ("conv1", Conv2d(1, 8, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)), ("conv2", Conv2d(8, 16, 3)), ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)), ("flatten", Flatten()), ("dense1", Linear(400, 64)), ("relu3", ReLU()), ("dense2", Linear(64, 10)));
        return
        [
            .. Measure("MLP 784-32-10, batch 1", mlp, [1, Width], bare: 1.3, torch: 0.5, allocated: true),
            .. Measure("MLP 784-32-10, batch 256", mlp, [CnnBatch, Width], bare: null, torch: null),
            .. Measure("CNN 28 x 28, batch 1", cnn, [1, 1, 28, 28], bare: null, torch: null),
            .. Measure("CNN 28 x 28, batch 256", cnn, [CnnBatch, 1, 28, 28], bare: 1.03, torch: 0.3),
        ];
    }

    private static IEnumerable<BarRow> Measure(string name, Module<Tensor, Tensor> model, int[] shape, double? bare, double? torch, bool allocated = false)
    {
        model.eval();
        using var scope = NewDisposeScope();
        var graph = OnnxExporter.Export(model, [zeros([.. shape.Select(length => (long)length)])]);
        var random = new Random(3);
        float[] rows = [.. Enumerable.Range(0, shape.Aggregate(1, (product, length) => product * length)).Select(_ => random.NextSingle())];
        using var predictor = OnnxPredictor.LoadOnnx(graph.Bytes, new OnnxPredictorOptions { Threads = Threads });
        using var binding = new BareBinding(graph, shape[0], Threads);
        var input = graph.Inputs[0].Name;
        float Ours() => predictor.PredictAsync([NamedTensor.Create<float>(input, rows, shape)]).GetAwaiter().GetResult()[0].Values<float>().Span[0];
        float Theirs() => Forward(model, rows, [.. shape.Select(length => (long)length)]);
        if (Math.Abs(Ours() - Theirs()) > 1e-4f || Math.Abs(Ours() - binding.Run(rows)) > 1e-6f)
        {
            yield return BarRow.Failed(name, "the answers differ");
            yield break;
        }

        var seconds = Interleaved.Measure(
            Rounds, () => Repeat(Ours), () => Repeat(() => binding.Run(rows)), () => Repeat(binding.RunInPlace), () => Repeat(Theirs));
        yield return Row($"{name}, predictor / bound arrays", Ratio.Of(seconds[0], seconds[1]), bare);
        yield return Row($"{name}, predictor / bound arrays that are not even filled", Ratio.Of(seconds[0], seconds[2]), null);
        yield return Row($"{name}, predictor / TorchSharp", Ratio.Of(seconds[0], seconds[3]), torch);
        if (allocated)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                Ours();
            }

            yield return new BarRow($"{name}, bytes allocated a call", $"{(GC.GetAllocatedBytesForCurrentThread() - before) / 1000}", "", null);
        }
    }

    /// <summary>As a user of TorchSharp predicts: an array in, an array out.</summary>
    private static float Forward(Module<Tensor, Tensor> model, float[] rows, long[] shape)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        return model.call(tensor(rows, shape)).data<float>().ToArray()[0];
    }

    private static double Repeat(Func<float> call)
    {
        var clock = Stopwatch.StartNew();
        var calls = 0;
        do
        {
            for (var i = 0; i < 4; i++)
            {
                call();
            }

            calls += 4;
        }
        while (clock.Elapsed.TotalSeconds < Seconds);
        return clock.Elapsed.TotalSeconds / calls;
    }

    private static BarRow Row(string name, Ratio ratio, double? limit) => new(
        name,
        FormattableString.Invariant($"{ratio.Median:0.00} x ({ratio.Lowest:0.00}-{ratio.Highest:0.00}), {ratio.Seconds * 1e6:0.0} us"),
        limit is null ? "" : FormattableString.Invariant($"<= {limit:0.00} x"),
        limit is null ? null : ratio.Median <= limit);
}
