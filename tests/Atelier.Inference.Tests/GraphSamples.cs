using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Vision;

namespace Atelier.Inference.Tests;

/// <summary>Fitted transformers of every kind and settings that change what they do, each with rows that are hard on it.</summary>
internal static class GraphSamples
{
    private const int Rows = 60;

    private static readonly string[] Cities = ["Bern", "Zürich", "Genève", "Chur", "Пермь", "東京", "a b", "Bern "];

    /// <summary>A name, the fitted transformer and the rows to try.</summary>
    public static IEnumerable<(string Name, ITransformer Fitted, Dataset Rows)> All()
    {
        foreach (var (name, transformer) in OfNumbers())
        {
            yield return (name + ", dense", transformer.Fit(Dense()), HardDense());
            yield return (name + ", columns", transformer.Fit(Numbers()), Hard(Numbers()));
        }

        foreach (var (name, transformer) in OfCategories())
        {
            yield return (name, transformer.Fit(Categories()), Hard(Categories()));
        }

        foreach (var (name, transformer) in OfCodes())
        {
            yield return (name + ", dense", transformer.Fit(Codes()), HardCodes());
        }

        var numbers = Numbers();
        var imputer = new Imputer().Fit(numbers);
        var filled = imputer.Transform(numbers);
        var scaler = new RobustScaler().Fit(filled.WithColumns([filled.Columns[2], filled.Columns[0], filled.Columns[1]]));
        yield return ("pipeline of fitted steps, columns in another order", new Pipeline(imputer, scaler), Hard(numbers));
        var targets = Dataset.FromColumns("rows", Categories().Columns, targets: Enumerable.Range(0, Rows).Select(row => row * row % 11 / 3f).ToArray());
        yield return ("target encoder of targets", new TargetEncoder().Fit(targets), Hard(Categories()));

        foreach (var (name, transformer) in OfTables())
        {
            yield return (name, transformer.Fit(Table()), Hard(Table()));
        }

        foreach (var (name, transformer, shape) in OfImages())
        {
            yield return (name, transformer.Fit(Images(shape, 1)), Images(shape, 2));
        }
    }

    /// <summary>Two columns of numbers, some missing, and two of text, some missing, with labels of three classes and targets.</summary>
    public static Dataset Table() => Annotated([.. Numbers().Columns, .. Texts()]);

    private static IEnumerable<(string, ITransformer)> OfNumbers()
    {
        yield return ("standard scaler", new StandardScaler());
        yield return ("robust scaler", new RobustScaler());
        yield return ("robust scaler, not centred", new RobustScaler(new RobustScalerOptions { Center = false, LowerQuantile = 0.1 }));
        yield return ("min-max scaler", new MinMaxScaler());
        yield return ("min-max scaler, clipped", new MinMaxScaler(new MinMaxScalerOptions { Minimum = -1, Maximum = 3, Clip = true }));
        yield return ("power transformer", new PowerTransformer());
        yield return ("power transformer, not standardized", new PowerTransformer(new PowerTransformerOptions { Standardize = false }));
        yield return ("quantile transformer", new QuantileTransformer());
        yield return ("quantile transformer, few", new QuantileTransformer(new QuantileTransformerOptions { Quantiles = 7 }));
        yield return ("quantile transformer, one", new QuantileTransformer(new QuantileTransformerOptions { Quantiles = 1 }));
        yield return ("quantile transformer, normal", new QuantileTransformer(new QuantileTransformerOptions { Output = QuantileOutput.Normal }));
        yield return ("imputer, median", new Imputer());
        yield return ("imputer, mean with indicator", new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Mean, AddIndicator = true }));
        yield return ("imputer, most frequent", new Imputer(ImputeStrategy.MostFrequent));
        yield return ("imputer, constant", new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Constant, Number = -7.25, AddIndicator = true }));
        yield return ("outlier clipper", new OutlierClipper());
        yield return ("outlier clipper, limits", new OutlierClipper(new OutlierClipperOptions { Rule = ClipRule.Limits, Lower = -0.5, Upper = 4 }));
        yield return ("binning", new Binning());
        yield return ("binning, one-hot", new Binning(new BinningOptions { Bins = 4, Strategy = BinStrategy.KMeans, OneHot = true }));
        yield return ("binning, uniform", new Binning(new BinningOptions { Bins = 2, Strategy = BinStrategy.Uniform }));
        yield return ("polynomial features", new Pipeline(new Imputer(), new PolynomialFeatures(new PolynomialFeaturesOptions { Degree = 3, IncludeBias = true })));
        yield return ("interactions", new Pipeline(new Imputer(), new PolynomialFeatures(new PolynomialFeaturesOptions { InteractionOnly = true })));
        yield return ("interactions of more factors than features", new Pipeline(
            new Imputer(), new MinMaxScaler(), new PolynomialFeatures(new PolynomialFeaturesOptions { Degree = 6, InteractionOnly = true })));
        yield return ("pca", new Pipeline(new Imputer(), new StandardScaler(), new Pca(new PcaOptions { Components = 2 })));
        yield return ("pca, whitened", new Pipeline(new Imputer(), new StandardScaler(), new Pca(new PcaOptions { Whiten = true })));
    }

    private static IEnumerable<(string, ITransformer)> OfCategories()
    {
        yield return ("one-hot encoder", new OneHotEncoder());
        yield return ("one-hot encoder, zeros", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros, Missing = MissingCategory.Zeros }));
        yield return ("one-hot encoder, dropped", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros, Drop = DroppedCategory.First }));
        yield return ("one-hot encoder, infrequent", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Infrequent, MaxCategories = 3 }));
        yield return ("ordinal encoder", new OrdinalEncoder());
        yield return ("ordinal encoder, unknown", new OrdinalEncoder(new OrdinalEncoderOptions { Unknown = -0.3, Missing = -2 }));
        yield return ("ordinal encoder, then imputer", new Pipeline(new OrdinalEncoder(), new Imputer()));
        yield return ("target encoder of classes", new TargetEncoder());
        yield return ("target encoder, smoothed", new TargetEncoder(new TargetEncoderOptions { Smoothing = 2 }));
        yield return ("imputer of text", new Pipeline(new Imputer(ImputeStrategy.MostFrequent), new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros })));
        yield return ("imputer of text, with indicator", new Pipeline(
            new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Constant, Text = "", AddIndicator = true }), new OrdinalEncoder(new OrdinalEncoderOptions { Unknown = -1 })));
        yield return ("imputer twice", new Pipeline(
            new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Constant, Text = "?" }),
            new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Constant, Text = "never" }),
            new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Infrequent })));
    }

    private static IEnumerable<(string, ITransformer)> OfCodes()
    {
        yield return ("one-hot encoder", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros, Drop = DroppedCategory.FirstOfTwo }));
        yield return ("ordinal encoder", new OrdinalEncoder(new OrdinalEncoderOptions { Unknown = -1, Missing = -3 }));
        yield return ("target encoder, then scaler", new Pipeline(new TargetEncoder(), new StandardScaler()));
    }

    private static IEnumerable<(string, ITransformer)> OfTables()
    {
        yield return ("column pipeline", new ColumnPipeline()
            .Add(["a", "c"], new Imputer(), new StandardScaler())
            .Add("b", new Imputer(), new PowerTransformer())
            .Add(["city", "plan"], new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros }))
            .Add("city", new TargetEncoder())
            .Add(["c", "a"], new Imputer(), new Binning(new BinningOptions { OneHot = true })));
        yield return ("pipeline of column pipelines", new Pipeline(
            new ColumnPipeline()
                .Add(["a", "b", "c"], new Imputer())
                .Add("plan", new OrdinalEncoder(new OrdinalEncoderOptions { Unknown = -1, Missing = -1 })),
            new ColumnPipeline()
                .Add(["plan", "c"], new StandardScaler())
                .Add(["a", "b", "c"], new QuantileTransformer())
                .Add(["b"], new OutlierClipper())));
        yield return ("column pipeline of one column", new ColumnPipeline().Add("a", new Imputer()));
    }

    private static IEnumerable<(string, ITransformer, int[])> OfImages()
    {
        yield return ("center crop", new CenterCrop(new CenterCropOptions { Width = 5, Height = 4 }), [3, 9, 8]);
        yield return ("center crop, grey", new CenterCrop(new CenterCropOptions { Width = 3, Height = 3 }), [8, 9]);
        yield return ("image normalizer", new ImageNormalizer(), [3, 6, 5]);
        yield return ("image normalizer, grey", new ImageNormalizer(), [6, 5]);
        foreach (var fit in Enum.GetValues<ImageFit>())
        {
            foreach (var filter in Enum.GetValues<ImageFilter>())
            {
                yield return ($"image resizer, {fit}, {filter}", new ImageResizer(new ImageResizerOptions { Width = 7, Height = 5, Fit = fit, Filter = filter, Padding = 0.5f }), [3, 12, 9]);
            }
        }

        yield return ("image resizer, larger", new ImageResizer(new ImageResizerOptions { Width = 20, Height = 31, Fit = ImageFit.Contain, Padding = -1 }), [8, 9]);
        yield return ("images, all steps", new Pipeline(
            new ImageResizer(new ImageResizerOptions { Width = 8, Height = 8 }), new CenterCrop(new CenterCropOptions { Width = 6, Height = 6 }), new ImageNormalizer()), [3, 12, 9]);
    }

    private static Dataset Dense()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, Rows * 4).Select(_ => random.Next(12) == 0 ? float.NaN : (MathF.Round(random.NextSingle() * 200) / 10) - 3).ToArray();
        return new Dataset("rows", values, [2, 2], labels: Labels(), classNames: ["x", "y", "z"]);
    }

    private static Dataset HardDense()
    {
        float[] special = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3e38f, -3e38f, 1e-30f, -1e-30f, 1e-7f, -1e-7f, 17, -3, 1e10f, -2.5e5f];
        var random = new Random(4);
        float[] values = [.. Dense().Features.ToArray(), .. Enumerable.Range(0, 50 * 4).Select(_ => special[random.Next(special.Length)])];
        return new Dataset("rows", values, [2, 2]);
    }

    private static Dataset Codes()
    {
        var random = new Random(9);
        var values = Enumerable.Range(0, Rows * 4).Select(at => random.Next(15) == 0 ? float.NaN : random.Next(at % 4 == 3 ? 2 : 6) * 0.1f).ToArray();
        return new Dataset("rows", values, [2, 2], labels: Labels(), classNames: ["x", "y", "z"]);
    }

    private static Dataset HardCodes()
    {
        float[] special = [0, -0f, float.NaN, 0.1f, 0.10000001f, 0.3f, 7, float.PositiveInfinity, -1];
        var random = new Random(10);
        return new Dataset("rows", Enumerable.Range(0, 80 * 4).Select(_ => special[random.Next(special.Length)]).ToArray(), [2, 2]);
    }

    private static Dataset Numbers()
    {
        var random = new Random(5);
        double[] Draw(double scale) => [.. Enumerable.Range(0, Rows).Select(_ => random.Next(10) == 0 ? double.NaN : Math.Round(random.NextDouble() * 20, 1) * scale)];
        return Annotated([new FeatureColumn("a", Draw(1)), new FeatureColumn("b", Draw(-1e-6)), new FeatureColumn("c", Draw(12345.6789))]);
    }

    private static Dataset Categories()
    {
        var random = new Random(6);
        double[] codes = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(9) == 0 ? double.NaN : (random.Next(5) * 0.1) - 0.2)];
        double[] whole = [.. Enumerable.Range(0, Rows).Select(row => row == 5 ? -0.0 : random.Next(4) * 1e9)];
        return Annotated([.. Texts(), new FeatureColumn("code", codes), new FeatureColumn("number", whole)]);
    }

    private static FeatureColumn[] Texts()
    {
        var random = new Random(7);
        string?[] cities = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(7) == 0 ? null : Cities[random.Next(Cities.Length)])];
        string?[] plans = [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? "free" : row % 7 == 0 ? "team" : "pro")];
        return [new FeatureColumn("city", (IReadOnlyList<string?>)cities), new FeatureColumn("plan", (IReadOnlyList<string?>)plans)];
    }

    /// <summary>The rows once more, with hard values in one column after the other and then in all of them.</summary>
    private static Dataset Hard(Dataset data)
    {
        double[] numbers =
        [
            0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 5e-324, -1e-300, 1e-9, -1e-9, 1e-16, 0.1, 0.2, -0.2, 1e9, 19.9, 1e38, -1e39, 2.5,
        ];
        string[] texts = ["", "Bern", "unknown", "bern", "Zürich", "東京", "\u00fc", "a b", new string('x', 3000), "free", "team", "🦀", "-1"];
        var columns = data.Columns.Select(column => column.Kind == FeatureKind.Number ? (Numbers: column.Numbers.ToArray().ToList(), Texts: null) : (Numbers: (List<double>?)null, Texts: (List<string?>?)[.. column.Texts])).ToArray();
        var random = new Random(8);
        for (var row = 0; row < 120; row++)
        {
            for (var at = 0; at < columns.Length; at++)
            {
                var hard = row >= 100 || row % columns.Length == at;
                columns[at].Numbers?.Add(hard ? numbers[row % numbers.Length] : columns[at].Numbers![random.Next(Rows)]);
                columns[at].Texts?.Add(hard ? texts[row % texts.Length] is { Length: > 0 } text ? text : null : columns[at].Texts![random.Next(Rows)]);
            }
        }

        return Dataset.FromColumns("rows", data.Columns.Select((column, at) => columns[at].Numbers is { } values
            ? new FeatureColumn(column.Name, values.ToArray())
            : new FeatureColumn(column.Name, (IReadOnlyList<string?>)columns[at].Texts!.ToArray())));
    }

    private static Dataset Images(int[] shape, int seed)
    {
        var random = new Random(seed);
        var size = shape.Aggregate(1, (product, length) => product * length);
        return new Dataset("images", Enumerable.Range(0, 9 * size).Select(_ => random.NextSingle()).ToArray(), shape);
    }

    private static Dataset Annotated(IReadOnlyList<FeatureColumn> columns) => Dataset.FromColumns("rows", columns, Labels(), ["x", "y", "z"]);

    private static int[] Labels() => [.. Enumerable.Range(0, Rows).Select(row => row * row % 7 % 3)];
}
