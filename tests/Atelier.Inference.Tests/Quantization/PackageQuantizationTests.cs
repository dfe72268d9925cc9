using Atelier.Data;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Packages in fewer bits: what stays of them, and what the report says.</summary>
public sealed class PackageQuantizationTests
{
    private static readonly Dataset Test = QuantizationModels.Rows(100, 3, 6);
    private static readonly DynamicQuantization Dynamic = new() { TimedBatches = [] };

    [Fact]
    public void Quantize_Package_KeepsAllButTheGraph()
    {
        var package = Package().With(new ModelCard { Summary = "five kinds" }).With(new FieldNote("image", "cm", "lengths"));

        var (small, report) = Quantizer.Quantize(package, Dynamic, Test);

        Assert.Equal(package.Name, small.Name);
        Assert.Equal(package.Signature.ToString(), small.Signature.ToString());
        Assert.Equal(package.Signature.ClassNames, small.Signature.ClassNames);
        Assert.Equal(package.Signature.Notes, small.Signature.Notes);
        Assert.Equal(package.Card, small.Card);
        Assert.True(small.PreprocessingPlace!.IsInGraph);
        Assert.Equal("dynamic int8", small.Provenance.Options["quantization"]);
        Assert.Equal(package.Provenance.Data, small.Provenance.Data);
        Assert.Equal(report.MetricsAfter, small.Report!.Metrics);
        Assert.Null(package.Report);
        Assert.All(Preprocessing(package), node => Assert.Contains(node, Preprocessing(small)));
        Assert.NotEmpty(Preprocessing(small));
    }

    [Fact]
    public void Quantize_PackageSavedAndLoaded_AnswersTheSame()
    {
        using var folder = new TemporaryFolder();
        var small = Quantizer.Quantize(Package(), new StaticQuantization { Calibration = Test, TimedBatches = [] }, Test).Package;
        small.Save(folder["small.zip"]);

        using var before = OnnxPredictor.Load(small);
        using var after = OnnxPredictor.Load(folder["small.zip"]);

        Assert.Equal(before.Predict(Test).Scores.ToArray(), after.Predict(Test).Scores.ToArray());
    }

    [Fact]
    public void Quantize_PreprocessingInCode_RunsOnRowsInCalibrationToo()
    {
        var scaler = new StandardScaler().Fit(Test);
        var data = new DataSummary("rows", 1, [6], [], [], new string('0', 64));
        var provenance = new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data };
        var package = ModelPackage.Of("beside", QuantizationModels.Mlp(), scaler, provenance, "it is to be seen");

        var (small, report) = Quantizer.Quantize(package, new StaticQuantization { Calibration = Test, TimedBatches = [] }, Test);

        Assert.Equal("it is to be seen", small.PreprocessingPlace!.Reason);
        Assert.InRange(report.LargestDifference, 1e-5, 0.2);
    }

    [Fact]
    public void Report_Says_SizeLatencyFiguresAndNodes()
    {
        var (_, report) = Quantizer.Quantize(Package(), new DynamicQuantization { TimedBatches = [1, 16, 1000] }, Test);

        Assert.True(report.BytesAfter < report.BytesBefore * 1.5);
        Assert.Equal([1, 16], report.Latencies.Select(latency => latency.Batch));
        Assert.All(report.Latencies, latency => Assert.True(latency is { Ratio: > 0 } && latency.Before > TimeSpan.Zero && latency.After > TimeSpan.Zero));
        Assert.Equal(["accuracy", "precision", "recall", "f1", "log_loss"], report.MetricsBefore.Select(metric => metric.Name));
        Assert.Equal(report.MetricsBefore[0].Value - report.MetricsAfter[0].Value, report.Loss);
        Assert.Equal(100, report.Rows);
        var text = report.ToString();
        Assert.StartsWith("dynamic int8: 2 of 2 nodes changed\n  size ", text, StringComparison.Ordinal);
        Assert.Contains("  latency, batch 16: ", text, StringComparison.Ordinal);
        Assert.Contains($" on 1 thread, {ProcessorFeatures.Current}\n", text, StringComparison.Ordinal);
        Assert.Contains("  Gemm dense1.Gemm: int8 weights (16, 6)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_RowsWithTargets_GiveTheErrorsOfRegression()
    {
        var package = RawModel.Package("regression", OneOutput(), null);
        using var predictor = OnnxPredictor.Load(package);
        var rows = new Dataset("rows", Test.Features, [6]);
        var targets = predictor.Predict(rows).Scores.ToArray();
        var data = new Dataset("rows", rows.Features, [6], targets: targets);

        var (small, report) = Quantizer.Quantize(package, Dynamic, data);

        Assert.Equal(["rmse", "mae"], report.MetricsBefore.Select(metric => metric.Name));
        Assert.Equal([0, 0], report.MetricsBefore.Select(metric => metric.Value));
        Assert.InRange(report.MetricsAfter[0].Value, 1e-6, 0.05);
        Assert.Equal(report.MetricsAfter[1].Value, report.MeanDifference, 1e-6);
        Assert.Equal(report.MetricsAfter[0].Value, report.Loss);
        Assert.Null(small.Report);
    }

    [Fact]
    public void Quantize_RowsWithoutLabels_CompareTheAnswers()
    {
        var (small, report) = Quantizer.Quantize(Package(), Dynamic, new Dataset("rows", Test.Features, [6]));

        Assert.Empty(report.MetricsBefore);
        Assert.Null(report.Loss);
        Assert.Null(small.Report);
        Assert.True(report.LargestDifference >= report.MeanDifference && report.MeanDifference > 0);
    }

    [Fact]
    public void Quantize_LossAboveTheLargest_IsAnErrorWithTheReport()
    {
        using var predictor = OnnxPredictor.Load(Package());
        // Labels as the float model answers, so that every change of an answer is a loss; ranges of other rows than are asked for make many.
        var labelled = new Dataset("own", Test.Features, [6], predictor.Predict(Test).Labels());
        var flat = new Dataset("flat", Enumerable.Range(0, 60).Select(i => i * 1e-3f).ToArray(), [6]);
        var options = new StaticQuantization { Calibration = flat, TimedBatches = [], LargestLoss = 0.01 };

        var error = Assert.Throws<InvalidOperationException>(() => Quantizer.Quantize(Package(), options, labelled));
        var accepted = Quantizer.Quantize(Package(), options with { LargestLoss = 1 }, labelled);

        Assert.Contains(" of accuracy on `own`; `LargestLoss` accepts 0.01. Exclude sensitive nodes", error.Message, StringComparison.Ordinal);
        Assert.True(accepted.Report.Loss > 0.01);
    }

    [Fact]
    public void Quantize_TestWithoutRows_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => Quantizer.Quantize(Package(), Dynamic, Test.Slice(0, 0)));

        Assert.Contains("has no rows; expected some to compare both models on", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void LargestLoss_OutOfRange_Throws(double loss) => Assert.Throws<ArgumentOutOfRangeException>(() => Dynamic with { LargestLoss = loss });

    [Fact]
    public void TimedBatches_BelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Dynamic with { TimedBatches = [4, 0] });

    [Fact]
    public void ProcessorFeatures_Text_NamesThem()
    {
        Assert.Equal("AVX2, no VNNI", new ProcessorFeatures(true, false, false, false).ToString());
        Assert.Equal("AVX2, AVX-512, VNNI", new ProcessorFeatures(true, true, true, false).ToString());
        Assert.Equal("dot product", new ProcessorFeatures(false, false, false, true).ToString());
        Assert.False(new ProcessorFeatures(true, false, false, false).AddsInFull);
        Assert.True(new ProcessorFeatures(true, true, true, false).AddsInFull);
    }

    [Fact]
    public void ProcessorFeatures_Current_IsWhatTheSystemSays()
    {
        Assert.SkipUnless(File.Exists("/proc/cpuinfo"), "The system does not list its processors in /proc/cpuinfo.");
        var words = File.ReadAllText("/proc/cpuinfo").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();

        Assert.Equal(words.Contains("avx2"), ProcessorFeatures.Current.Avx2);
        Assert.Equal(words.Contains("avx512_vnni") || words.Contains("avx_vnni"), ProcessorFeatures.Current.Vnni);
        Assert.Equal(words.Contains("asimddp"), ProcessorFeatures.Current.DotProduct);
    }

    private static ModelPackage Package() =>
        RawModel.Package("small", QuantizationModels.Mlp(), new StandardScaler().Fit(Test), "a", "b", "c", "d", "e");

    private static OnnxGraph OneOutput()
    {
        var model = new QuantizationModels.Drawn("one", 17, 2);
        var rows = model.Builder.AddInput("image", DataType.Float32, Onnx.OnnxDimension.Batch, 6);
        return model.Build([-1, 6], (model.Dense("dense", rows, 6, 1), "score"));
    }

    private static string[] Preprocessing(ModelPackage package) => [.. QuantizationModels.Read(package.Graph).Graph.Node
        .Where(node => node.Name.StartsWith("preprocessing.", StringComparison.Ordinal)).Select(node => node.ToString())];
}
