using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Monitoring;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Registry;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>
/// The way round: a served model is watched, drift raises an alert, a challenger is trained, judged and promoted, and quality returns.
/// </summary>
public sealed class MonitoringLoopTests : IDisposable
{
    private const string Model = "blobs";

    private static readonly string[] Classes = ["left", "right"];
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FolderRegistry _registry;
    private readonly AlertMonitor _monitor = new(
        [
            new AlertRule("drift", "drift.share", raise: 0.4, clear: 0.1),
            new AlertRule("quality", "quality.accuracy", raise: 0.8, clear: 0.9),
        ],
        []);

    public MonitoringLoopTests() => _registry = new FolderRegistry(_folder["registry"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Loop_DriftComes_IsSeenRetrainedAndPromotedAndQualityReturns()
    {
        var first = await _registry.RegisterAsync(Train(Blobs(2000, shift: 0, seed: 1)), cancellationToken: Token);
        await _registry.SetAliasAsync(Model, "champion", first.Version, Token);

        var quiet = await ServeAsync(day: 0, shift: 0);
        var drifted = await ServeAsync(day: 1, shift: 4);

        Assert.Empty(quiet.Alerts);
        Assert.InRange(quiet.Quality.Figures()["quality.accuracy"], 0.95, 1);
        Assert.Equal(["drift raised", "quality raised"], drifted.Alerts);
        Assert.InRange(drifted.Quality.Figures()["quality.accuracy"], 0.4, 0.6);
        Assert.Contains(drifted.Drift.Features, one => one is { Name: "x", Verdict: DriftVerdict.Drifted });
        Assert.Contains(drifted.Drift.Features, one => one is { Name: "y", Verdict: DriftVerdict.Stable });
        Assert.Contains(drifted.Drift.Outputs, one => one is { Name: "class", Verdict: DriftVerdict.Drifted });

        var (train, test) = Labelled(drifted.Window).Split(0.5, 0.5, seed: 7);
        int[] wrong = [.. train.Labels.ToArray().Select(label => 1 - label)];

        Assert.False(await ChallengeAsync(Train(train.WithLabels(wrong, Classes)), test));
        Assert.Equal(1, (await _registry.FindAsync(Model, "champion", Token)).Version);
        Assert.Equal(2, (await _registry.FindAsync(Model, "challenger", Token)).Version);

        Assert.True(await ChallengeAsync(Train(train), test));
        var champion = await _registry.FindAsync(Model, "champion", Token);
        Assert.Equal((3, 1), (champion.Version, champion.Parent));

        var restored = await ServeAsync(day: 2, shift: 4);

        Assert.All(restored.Window.Requests, request => Assert.Equal("3", request.Version));
        Assert.Equal(["drift cleared", "quality cleared"], restored.Alerts);
        Assert.InRange(restored.Quality.Figures()["quality.accuracy"], 0.95, 1);
        Assert.False(restored.Drift.HasDrifted, restored.Drift.ToString());
    }

    /// <summary>A day of traffic to the champion; the labels arrive afterwards, and the window is judged.</summary>
    private async Task<(string[] Alerts, QualityReport Quality, DriftReport Drift, RequestWindow Window)> ServeAsync(int day, double shift)
    {
        var (begin, folder) = (Start.AddDays(day), _folder["log"]);
        var version = FormattableString.Invariant($"{(await _registry.FindAsync(Model, "champion", Token)).Version}");
        var package = await _registry.LoadAsync(Model, "champion", Token);
        var rows = Blobs(500, shift, seed: 100 + day);
        using (var predictor = OnnxPredictor.Load(package))
        {
            await using var log = new RequestLog(folder);
            for (var row = 0; row < rows.Count; row++)
            {
                NamedTensor[] inputs = [NamedTensor.Create<float>("features", rows.Row(row).ToArray(), 1, 2)];
                var request = new RecordedRequest($"{day}-{row}", begin.AddSeconds(row), Model, version, TimeSpan.FromMilliseconds(1));
                Assert.True(log.TryWrite(request, inputs, await predictor.PredictAsync(inputs, Token)));
            }
        }

        var labels = rows.Labels.ToArray();
        LabelLog.Append(folder, labels.Select((label, row) => new RecordedLabel($"{day}-{row}", 0, Classes[label], begin.AddDays(3))));

        var window = RequestWindow.Read(folder, begin, begin.AddDays(1), Model);
        var quality = QualityReport.Of(window, Classes);
        var drift = DriftReport.Compare(package.Profile!, window.ToDataset(featureNames: ["x", "y"]), window.ToPredictions(Classes));
        var figures = quality.Figures().Concat(drift.Figures()).ToDictionary();
        var alerts = await _monitor.ObserveAsync(figures, begin.AddDays(1), Token);
        return ([.. alerts.Select(alert => $"{alert.Rule} {(alert.IsRaised ? "raised" : "cleared")}")], quality, drift, window);
    }

    /// <summary>Registers a challenger, and makes it champion where it is better on rows that neither was trained on.</summary>
    private async Task<bool> ChallengeAsync(ModelPackage challenger, Dataset test)
    {
        var champion = await _registry.FindAsync(Model, "champion", Token);
        var package = challenger.With(Measure(challenger, test));
        var version = await _registry.RegisterAsync(package, champion.Version, cancellationToken: Token);
        await _registry.SetAliasAsync(Model, "challenger", version.Version, Token);
        var better = package.Report!["accuracy"] > Measure(await _registry.LoadAsync(Model, "champion", Token), test)["accuracy"] + 0.02;
        if (better)
        {
            await _registry.SetAliasAsync(Model, "champion", version.Version, Token);
        }

        return better;
    }

    private static EvaluationReport Measure(ModelPackage package, Dataset test)
    {
        using var predictor = OnnxPredictor.Load(package);
        return Evaluator.Evaluate(predictor, test);
    }

    /// <summary>The logged rows with the labels that arrived.</summary>
    private static Dataset Labelled(RequestWindow window)
    {
        int[] labels = [.. window.Requests.Select(request => Array.IndexOf(Classes, window.Labels[(request.Id, 0)]))];
        return window.ToDataset(featureNames: ["x", "y"]).WithLabels(labels, Classes);
    }

    /// <summary>Trains the classifier of the nearest mean, which is linear: the score of a class is 2 m x - m m.</summary>
    private static ModelPackage Train(Dataset data)
    {
        var (means, offsets, labels) = (new float[4], new float[2], data.Labels.ToArray());
        for (var label = 0; label < 2; label++)
        {
            int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => labels[row] == label)];
            var (x, y) = (rows.Average(row => data.Row(row)[0]), rows.Average(row => data.Row(row)[1]));
            (means[label], means[2 + label], offsets[label]) = (2 * x, 2 * y, -((x * x) + (y * y)));
        }

        var builder = new OnnxGraphBuilder(Model, 17);
        var input = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, 2);
        var weight = builder.AddInitializer("weight", DataType.Float32, MemoryMarshal.AsBytes(means.AsSpan()), 2, 2);
        var offset = builder.AddInitializer("offset", DataType.Float32, MemoryMarshal.AsBytes(offsets.AsSpan()), 2);
        var product = builder.AddNode("MatMul", [input, weight], DataType.Float32, [OnnxDimension.Batch, 2]);
        var scores = builder.AddNode("Add", [product, offset], DataType.Float32, [OnnxDimension.Batch, 2]);
        var output = builder.AddNode("Softmax", [scores], DataType.Float32, [OnnxDimension.Batch, 2], [OnnxAttribute.Int("axis", 1)]);
        var graph = new OnnxGraph(
            builder.Build([(output, "probabilities")]).ToByteArray(),
            [new TensorSpec("features", DataType.Float32, [-1, 2])],
            [new TensorSpec("probabilities", DataType.Float32, [-1, 2])]);
        var package = ModelPackage.Create(Model, graph, null, new Provenance { CreatedAt = Start, Data = DataSummary.Of(data) });
        using var predictor = OnnxPredictor.Load(package);
        return package.With(ReferenceProfile.Of(data, predictor.Predict(data)));
    }

    /// <summary>Two heaps of points, half left and half right of a middle that moves with the shift.</summary>
    private static Dataset Blobs(int count, double shift, int seed)
    {
        var random = new Random(seed);
        var (features, labels) = (new float[2 * count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(2);
            features[2 * i] = (float)(Noise() + shift + (labels[i] == 0 ? -1.5 : 1.5));
            features[(2 * i) + 1] = (float)Noise();
        }

        return new Dataset("points", features, [2], labels, Classes, ["x", "y"]);

        // A sum of uniform numbers is close to a normal one.
        double Noise() => (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6) * 0.6;
    }
}
