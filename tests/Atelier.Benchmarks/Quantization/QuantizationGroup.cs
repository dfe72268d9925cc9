using System.Diagnostics;
using System.Globalization;
using Atelier.Data;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Training;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Quantization;

/// <summary>Convolutional networks on handwritten digits in 8 bits against what they were: size, accuracy, latency on one thread.</summary>
/// <remarks>
/// The data lies outside of the sources. The narrow network is that of the group <c>training</c>; the wide one has
/// the channels of PyTorch's example of MNIST.
/// </remarks>
public sealed class QuantizationGroup : IBenchmarkGroup
{
    private const int Rounds = 15;
    private const int CalibrationRows = 500;
    private const double LargestSize = 0.30;
    private const double LargestLoss = 0.005;
    private const double LargestLatency = 0.8;
    private const double Seconds = 0.05;

    /// <inheritdoc/>
    public string Name => "quantization";

    /// <inheritdoc/>
    public string Description => "CNNs of mnist-20k in int8 and float16: size, accuracy, latency";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        if (Folder() is not { } folder)
        {
            return [BarRow.Skipped("CNN of mnist-20k", "the dataset is not beside the sources")];
        }

        Console.WriteLine($"processor: {ProcessorFeatures.Current}");
        var (train, test) = (Flat(Datasets.LoadIdx(folder, DatasetPart.Train)), Flat(Datasets.LoadIdx(folder, DatasetPart.Test)));
        return [.. Measure("CNN 8-16", train, test, 8, 16, 64), .. Measure("CNN 32-64", train, test, 32, 64, 128)];
    }

    private static IEnumerable<BarRow> Measure(string name, Dataset train, Dataset test, int first, int second, int hidden)
    {
        var package = Trained(name, train, test, first, second, hidden);
        var calibration = train.Slice(0, CalibrationRows);
        foreach (var (way, options, bars) in new (string, QuantizationOptions, bool)[]
        {
            ("static int8", new StaticQuantization { Calibration = calibration, TimedBatches = [] }, true),
            ("static int8, percentile", new StaticQuantization { Calibration = calibration, TimedBatches = [], Method = CalibrationMethod.Percentile }, false),
            ("static int8, all convolutions", new StaticQuantization { Calibration = calibration, TimedBatches = [], AllConvolutions = true }, false),
            ("static int8, full range", new StaticQuantization { Calibration = calibration, TimedBatches = [], FullRangeWeights = true }, false),
            ("dynamic int8", new DynamicQuantization { TimedBatches = [] }, false),
            ("float16", new Float16Conversion { TimedBatches = [] }, false),
        })
        {
            var (small, report) = Quantizer.Quantize(package, options, test);
            Console.WriteLine($"{name}, {report}");
            yield return Row($"{name}, {way}: size", report.SizeRatio, "0.000", " x", bars ? LargestSize : null);
            yield return Row($"{name}, {way}: accuracy lost, {report.MetricsBefore[0].Value:0.0000} before", report.Loss!.Value, "0.0000", "", bars ? LargestLoss : null);
            foreach (var rows in bars ? new[] { 1, 16, 256 } : [1, 256])
            {
                var ratio = Latency(package, small, test.Slice(0, rows));
                var title = $"{name}, {way}: latency of {rows} rows, {ProcessorFeatures.Current}";
                yield return bars ? BarRow.AtMost(title, ratio, LargestLatency) : BarRow.Information(title, ratio);
            }
        }
    }

    private static BarRow Row(string name, double figure, string format, string unit, double? limit) => new(
        name,
        figure.ToString(format, CultureInfo.InvariantCulture) + unit,
        limit is null ? "" : $"<= {limit.Value.ToString(format, CultureInfo.InvariantCulture)}{unit}",
        limit is null ? null : figure <= limit);

    /// <summary>The time of a call after to before.</summary>
    private static Ratio Latency(ModelPackage before, ModelPackage after, Dataset rows)
    {
        var settings = new OnnxPredictorOptions { Threads = 1, WarmUpBatches = [rows.Count] };
        using var old = OnnxPredictor.Load(before, settings);
        using var now = OnnxPredictor.Load(after, settings);
        NamedTensor[] inputs = [NamedTensor.Create(old.Signature.Inputs[0].Name, rows.Features, [rows.Count, .. rows.FeatureShape])];
        double Call(OnnxPredictor predictor, int calls)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < calls; i++)
            {
                predictor.PredictAsync(inputs).GetAwaiter().GetResult();
            }

            return clock.Elapsed.TotalSeconds / calls;
        }

        var calls = (int)Math.Clamp(Seconds / Math.Min(Call(old, 5), Call(old, 5)), 1, 10_000);
        var seconds = Interleaved.Measure(Rounds, () => Call(now, calls), () => Call(old, calls));
        return Ratio.Of(seconds[0], seconds[1]);
    }

    private static ModelPackage Trained(string name, Dataset train, Dataset test, int first, int second, int hidden)
    {
        TorchRuntime.EnsureLoaded();
        using var model = Sequential(
            ("unflatten", Unflatten(1, [1, 28, 28])), ("conv1", Conv2d(1, first, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(first, second, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)), ("flatten", Flatten()), ("dense1", Linear(second * 25, hidden)), ("relu3", ReLU()), ("dense2", Linear(hidden, 10)));
        var options = new TrainingOptions { Epochs = 5, BatchSize = 64, Seed = 1, Optimizer = new Adam { LearningRate = 1e-3 } };
        var result = new Trainer(model, options).Fit(train, test, [new ProgressCallback()]);
        return ModelPackage.Create(name.Replace(' ', '-'), OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [784] }), null, result.Provenance);
    }

    private static Dataset Flat(Dataset images) => images.WithFeatures(images.Features, [images.FeatureCount]);

    /// <summary>The folder of the data, beside the folder that holds the solution; null where there is none.</summary>
    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Notebooks.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "datasets", "mnist-20k"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
