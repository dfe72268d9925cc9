using System.Diagnostics;
using Atelier.Data;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Atelier.Training;

namespace Atelier.Benchmarks.Preprocessing;

/// <summary>Predicting raw columns with the preprocessing in the graph, against the same preprocessing in C# before the same model.</summary>
public sealed class PipelineGroup : IBenchmarkGroup
{
    private const int Rounds = 7;
    private const double Seconds = 0.25;

    private static readonly (string Name, int Categories)[] Texts = [("region", 12), ("plan", 4), ("device", 50), ("payment", 6)];

    /// <inheritdoc/>
    public string Name => "pipeline";

    /// <inheritdoc/>
    public string Description => "raw columns to probabilities, preprocessing in the graph and in C#";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        var mixed = Table(numbers: 6, Texts);
        var numbers = Enumerable.Range(0, 6).Select(Number).ToArray();
        var wide = Table(numbers: 100, []);
        var dense = new Dataset("dense", new float[256 * 784], [784]);
        return
        [
            .. Measure("10 columns, 4 of them text", mixed, new ColumnPipeline()
                .Add(numbers, new Imputer(), new StandardScaler())
                .Add([.. Texts.Select(text => text.Name)], new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros }))
                .Fit(mixed)),
            .. Measure("100 columns of numbers", wide, new ColumnPipeline()
                .Add([.. Enumerable.Range(0, 100).Select(Number)], new Imputer(), new StandardScaler())
                .Fit(wide)),
            .. Measure("power and quantiles of 6 columns", mixed, new ColumnPipeline()
                .Add(numbers, new Imputer(), new PowerTransformer())
                .Add(numbers, new Imputer(), new QuantileTransformer())
                .Fit(mixed)),
            .. Measure("one array of 784", dense, new StandardScaler().Fit(dense)),
        ];
    }

    private static IEnumerable<BarRow> Measure(string name, Dataset data, ITransformer fitted)
    {
        using var model = Models.Mlp(fitted.Output.Width, [32], 3);
        var provenance = new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = DataSummary.Of(data) };
        var graph = OnnxExporter.Export(model);
        var package = ModelPackage.Create("whole", graph, fitted, provenance);
        if (package.PreprocessingPlace is not { IsInGraph: true })
        {
            yield return BarRow.Failed(name, package.ToString());
            yield break;
        }

        using var whole = OnnxPredictor.Load(package);
        using var alone = OnnxPredictor.Load(ModelPackage.Create("alone", graph, null, provenance));
        foreach (var batch in new[] { 1, 256 })
        {
            var inputs = Inputs(package, data.Slice(0, batch));
            var seconds = Interleaved.Measure(
                Rounds,
                () => Repeat(() => whole.PredictAsync(inputs)),
                () => Repeat(() => alone.PredictAsync([package.Preprocess(inputs)])));
            var ratio = Ratio.Of(seconds[0], seconds[1]);
            var figure = $"{ratio.Median:0.00} x ({ratio.Lowest:0.00}-{ratio.Highest:0.00}), {ratio.Seconds * 1e6:0.0} us";
            yield return new BarRow($"{name}, batch {batch}, in the graph / in C#", figure, "", null);
        }
    }

    private static double Repeat(Func<ValueTask<IReadOnlyList<NamedTensor>>> predict)
    {
        var clock = Stopwatch.StartNew();
        var calls = 0;
        do
        {
            for (var i = 0; i < 20; i++)
            {
                // Predictors in this process have answered when they return.
                _ = predict().GetAwaiter().GetResult();
            }

            calls += 20;
        }
        while (clock.Elapsed.TotalSeconds < Seconds);
        return clock.Elapsed.TotalSeconds / calls;
    }

    private static NamedTensor[] Inputs(ModelPackage package, Dataset rows) => package.Preprocessing!.Input.IsTabular
        ? [.. package.Signature.Inputs.Select(input => rows.Column(input.Name) is { Kind: FeatureKind.Number } column
            ? NamedTensor.Create(input.Name, column.Numbers, rows.Count, 1)
            : NamedTensor.Create<string>(input.Name, rows.Column(input.Name).Texts.Select(text => text ?? "").ToArray(), rows.Count, 1))]
        : [NamedTensor.Create(package.Signature.Inputs[0].Name, rows.Features, rows.Count, rows.FeatureCount)];

    private static Dataset Table(int numbers, (string Name, int Categories)[] texts)
    {
        var random = new Random(11);
        var columns = Enumerable.Range(0, numbers).Select(at => new FeatureColumn(
            Number(at), Enumerable.Range(0, 1000).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble() * 100).ToArray()));
        var categories = texts.Select(text => new FeatureColumn(
            text.Name, (IReadOnlyList<string?>)Enumerable.Range(0, 1000).Select(_ => $"{text.Name} {random.Next(text.Categories)}").ToArray()));
        return Dataset.FromColumns("table", [.. columns, .. categories], Enumerable.Range(0, 1000).Select(row => row % 3).ToArray(), ["low", "middle", "high"]);
    }

    private static string Number(int at) => FormattableString.Invariant($"number {at}");
}
