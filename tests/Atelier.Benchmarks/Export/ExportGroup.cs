using System.Diagnostics;
using Atelier.Training;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Atelier.Benchmarks.Export;

/// <summary>How long an export takes, with its proof in ONNX Runtime, and what of it is the model itself.</summary>
public sealed class ExportGroup : IBenchmarkGroup
{
    private const int Rounds = 7;
    private const double Limit = 1;

    /// <inheritdoc/>
    public string Name => "export";

    /// <inheritdoc/>
    public string Description => "a ResNet-18 to ONNX, recorded and proven";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        using var scope = NewDisposeScope();
        using var model = new ResNet18();
        model.eval();
        using var image = randn(1, 3, 224, 224);
        using var pair = randn(2, 3, 224, 224);
        var bytes = OnnxExporter.Export(model, [image]).Bytes.ToArray();
        var seconds = Interleaved.Measure(
            Rounds,
            () => Time(() => OnnxExporter.Export(model, [image])),
            () => Time(() => OnnxExporter.Export(model, [pair])),
            () => Time(() => Forward(model, pair)),
            () => Time(() => new InferenceSession(bytes).Dispose()));
        return
        [
            BarRow.Below("ResNet-18, 224 x 224, from one image", seconds[0], Limit, "s"),
            BarRow.Below("ResNet-18, 224 x 224, from two images", seconds[1], Limit, "s"),
            BarRow.Information("export of two images / one forward of them in TorchSharp", Ratio.Of(seconds[1], seconds[2])),
            BarRow.Information("export of two images / loading the graph in ONNX Runtime", Ratio.Of(seconds[1], seconds[3])),
        ];
    }

    private static void Forward(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        model.call(input);
    }

    private static double Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
