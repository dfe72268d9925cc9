using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Atelier.Vision;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>Packages whose graph takes raw columns and gives labels and scores.</summary>
public sealed class PipelinePackageTests : IDisposable
{
    private static readonly string[] Classes = ["no", "maybe", "yes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Graph_OfTitanic_GivesLabelsAndProbabilitiesWithoutCSharp()
    {
        var data = Datasets.Load("titanic", root: Checkout.RealData("tables"));
        var fitted = new ColumnPipeline()
            .Add(["age", "fare", "sibsp", "parch"], new Imputer(new ImputerOptions { AddIndicator = true }), new StandardScaler())
            .Add("fare", new QuantileTransformer(new QuantileTransformerOptions { Output = QuantileOutput.Normal }))
            .Add("age", new Imputer(), new Binning(new BinningOptions { OneHot = true }))
            .Add(["pclass", "sex", "embarked", "deck", "embark_town"], new OneHotEncoder())
            .Add("who", new TargetEncoder())
            .Fit(data);

        AssertGraphEqualsCode(data, fitted, data.ClassNames);
    }

    [Fact]
    public void Graph_OfChurn_GivesLabelsAndProbabilitiesWithoutCSharp()
    {
        var data = Datasets.Load("churn");
        var fitted = new ColumnPipeline()
            .Add(["age", "monthly_charge_eur", "data_gb"], new Imputer(), new PowerTransformer())
            .Add(["support_calls", "late_payments", "satisfaction", "autopay"], new Imputer(ImputeStrategy.MostFrequent), new MinMaxScaler())
            .Add(["region", "plan", "contract", "payment"], new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Infrequent, MinRows = 100 }))
            .Add(["referral_code"], new TargetEncoder(), new RobustScaler())
            .Fit(data);

        AssertGraphEqualsCode(data, fitted, data.ClassNames);
    }

    [Fact]
    public void Signature_WithPreprocessingInTheGraph_HasRawColumnsAndALabel()
    {
        var package = Package();

        Assert.True(package.PreprocessingPlace!.IsInGraph);
        Assert.Null(package.PreprocessingPlace.Reason);
        Assert.Equal(
            "table: a FP64 (batch, 1); city BYTES (batch, 1) -> probabilities FP32 (batch, 3); label BYTES (batch,); preprocessing in the graph", package.ToString());
        Assert.Equal(["a", "city"], package.Graph.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Label_ClassesWithoutNames_IsTheirNumber()
    {
        var fitted = Fitted();
        var package = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted);
        using var graph = new RawGraph(package);
        var rows = GraphSamples.Table().Slice(0, 7);

        var answer = graph.Run(rows);

        Assert.Equal(new TensorSpec("label", DataType.Int64, [-1]).ToString(), package.Graph.Outputs[1].ToString());
        Assert.Equal(
            answer["probabilities"].GetTensorDataAsSpan<float>().ToArray().Chunk(3).Select(row => (long)Array.IndexOf(row, row.Max())),
            answer["label"].GetTensorDataAsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("output", 0)]
    [InlineData("probabilities", 2)]
    public void Label_OutputThatHoldsNoClasses_IsNotThere(string output, int names)
    {
        var fitted = Fitted();

        var package = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3, output: output), fitted, [.. Classes.Take(names)]);

        Assert.True(package.PreprocessingPlace!.IsInGraph);
        Assert.Equal([output], package.Signature.Outputs.Select(spec => spec.Name));
    }

    [Fact]
    public void Graph_RefusedRows_AnswerNaNAndAnEmptyLabelAndLeaveTheOthersAlone()
    {
        var table = GraphSamples.Table();
        var refused = Dataset.FromColumns("rows", [new FeatureColumn("a", new[] { 1, double.NaN, 2, double.PositiveInfinity }), Texts("city", "Bern", "Bern", "Atlantis", "Bern")]);
        var fitted = new ColumnPipeline().Add("a", new StandardScaler()).Add("city", new OneHotEncoder()).Fit(table);
        using var graph = new RawGraph(RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes));
        using var numbered = new RawGraph(RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted));

        var answer = graph.Run(refused);

        var rows = answer["probabilities"].GetTensorDataAsSpan<float>().ToArray().Chunk(3).ToArray();
        Assert.Equal(1, rows[0].Sum(), 1e-5f);
        Assert.All(rows.Skip(1), row => Assert.All(row, value => Assert.True(float.IsNaN(value))));
        var labels = answer["label"].GetStringTensorAsArray();
        Assert.Contains(labels[0], Classes);
        Assert.Equal(["", "", ""], labels.Skip(1));
        Assert.Equal([-1L, -1, -1], numbered.Run(refused)["label"].GetTensorDataAsSpan<long>().ToArray().Skip(1));
    }

    [Fact]
    public void Predict_RefusedRow_SaysWhatCSharpSays()
    {
        var table = GraphSamples.Table();
        var fitted = new ColumnPipeline().Add("a", new Imputer(), new StandardScaler()).Add("city", new OneHotEncoder()).Fit(table);
        using var predictor = OnnxPredictor.Load(RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes));
        NamedTensor[] Inputs(double a, string city) => [NamedTensor.Create<double>("a", new[] { 1, a }, 2, 1), NamedTensor.Create<string>("city", new[] { "Bern", city }, 2, 1)];

        var unknown = Assert.Throws<ArgumentException>(() => predictor.Predict(Inputs(2, "Atlantis")));
        var infinite = Assert.Throws<ArgumentException>(() => predictor.Predict(Inputs(double.PositiveInfinity, "Bern")));

        Assert.Contains("The column `city` of `table` has the category `Atlantis` at row 1; expected one of `Bern`", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("`a` of `table` is Infinity at row 1; expected finite numbers", infinite.Message, StringComparison.Ordinal);
        Assert.Equal(2, predictor.Predict(Inputs(double.NaN, "")).Count);
    }

    [Fact]
    public void Predict_ModelThatItselfAnswersNaN_AnswersIt()
    {
        var builder = new OnnxGraphBuilder("nan", 17);
        var features = builder.AddInput("features", DataType.Float32, OnnxDimension.Batch, 2);
        var log = builder.AddNode("Log", [features], DataType.Float32, features.Shape);
        var spec = new TensorSpec("features", DataType.Float32, [-1, 2]);
        var model = new OnnxGraph(builder.Build([(log, "output")]).ToByteArray(), [spec], [spec with { Name = "output" }]);
        var fitted = new MinMaxScaler().Fit(new Dataset("rows", new float[] { 0, 0, 1, 1 }, [2]));
        using var predictor = OnnxPredictor.Load(RawModel.Package("nan", model, fitted));

        var output = predictor.Predict(NamedTensor.Create<float>("features", new[] { -1f, 1 }, 1, 2))[0].Values<float>().ToArray();

        Assert.True(float.IsNaN(output[0]));
        Assert.Equal(0, output[1]);
    }

    [Fact]
    public void Load_WhatSaveWrote_HasTheSameGraphAndAnswers()
    {
        var package = Package();
        package.Save(_folder["package"]);

        var loaded = ModelPackage.Load(_folder["package"]);

        Assert.Equal(package.Graph.Bytes.ToArray(), loaded.Graph.Bytes.ToArray());
        Assert.Equal(package.ToString(), loaded.ToString());
        Assert.Equal(package.PreprocessingPlace, loaded.PreprocessingPlace);
        using var before = OnnxPredictor.Load(package);
        using var after = OnnxPredictor.Load(loaded);
        Assert.Equal(before.Predict(GraphSamples.Table()).Scores.ToArray(), after.Predict(GraphSamples.Table()).Scores.ToArray());
        Assert.Equal(
            package.Preprocess(RawGraph.Inputs(package, GraphSamples.Table())).ToString(), loaded.Preprocess(RawGraph.Inputs(loaded, GraphSamples.Table())).ToString());
    }

    [Fact]
    public void Load_PackageFromBeforeGraphsHeldPreprocessing_StaysAsItIs()
    {
        var fitted = Fitted();
        var model = RawModel.Classifier(fitted.Output.Width, 3);
        var old = ModelPackage.Of("table", model, fitted, Package().Provenance);
        old.Save(_folder["package"]);

        var loaded = ModelPackage.Load(_folder["package"]);

        Assert.Equal(model.Bytes.ToArray(), loaded.Graph.Bytes.ToArray());
        Assert.Equal("in C#, for its graph was packaged without it", loaded.PreprocessingPlace!.ToString());
        using var inCode = OnnxPredictor.Load(loaded);
        using var inGraph = OnnxPredictor.Load(Package());
        Assert.Equal(
            inGraph.Predict(GraphSamples.Table()).Scores.ToArray(), inCode.Predict(GraphSamples.Table()).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Create_GraphThatHoldsThePreprocessingAlready_IsKept()
    {
        var package = Package();

        var again = ModelPackage.Create("again", package.Graph, package.Preprocessing, package.Provenance);

        Assert.Equal(package.Graph.Bytes.ToArray(), again.Graph.Bytes.ToArray());
        Assert.True(again.PreprocessingPlace!.IsInGraph);
        var other = new ColumnPipeline().Add("b", new StandardScaler()).Fit(GraphSamples.Table());
        var error = Assert.Throws<ArgumentException>(() => ModelPackage.Create("other", package.Graph, other, package.Provenance));
        Assert.Contains("Give the preprocessing that the graph was made with", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preprocessing")]
    [InlineData("answer")]
    [InlineData("label")]
    public void Create_ModelWhoseNamesArePartlyOurs_GivesTheSame(string path)
    {
        var rows = GraphSamples.Table();
        string[] columns = ["Relu", "weight", "constant", "features", "Gemm"];
        var table = rows.WithColumns(columns.Select((name, at) => rows.Columns[at % 3].Rename(name)));
        var fitted = new ColumnPipeline().Add(columns, new Imputer(), new StandardScaler()).Fit(table);
        var model = RawModel.Classifier(fitted.Output.Width, 3, path: path);
        var package = RawModel.Package("table", model, fitted, Classes);

        using var predictor = OnnxPredictor.Load(package);

        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        Assert.Equal(RawModel.InCode(model, package, table), predictor.Predict(table).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Create_WhatCannotBeJoined_SaysWhyAndRunsInCSharp()
    {
        var fitted = Fitted();
        var width = fitted.Output.Width;
        var table = GraphSamples.Table();
        var named = new ColumnPipeline().Add("probabilities", new Imputer()).Fit(table.WithColumns([table.Columns[0].Rename("probabilities")]));
        var model = RawModel.Classifier(width, 3);
        var twoInputs = ModelProto.Parser.ParseFrom(model.Bytes.Span);
        twoInputs.Graph.Input.Add(new ValueInfoProto(twoInputs.Graph.Input[0]) { Name = "more" });
        var unknownRows = ModelProto.Parser.ParseFrom(model.Bytes.Span);
        unknownRows.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimParam = "others";
        (string Reason, OnnxGraph Model, ITransformer Fitted)[] cases =
        [
            ("the model is no ONNX file that could be extended", model with { Bytes = new byte[] { 1, 2, 3 } }, fitted),
            ("the model is written in version 9 of ONNX's operators, from before those that preprocessing needs", RawModel.Classifier(width, 3, opset: 9), fitted),
            ("the column `probabilities` has the name of an output, and a graph has each name once", RawModel.Classifier(1, 3), named),
            ($"it gives rows of {width} values and the model takes features FP32 (batch, 4)", RawModel.Classifier(4, 3), fitted),
            ($"the model's file does not take the one input features FP32 (batch, {width})", model with { Bytes = twoInputs.ToByteArray() }, fitted),
            ("no output of the model is known to have a float row for each row of its input, and so none could say that a row was refused", model with { Bytes = unknownRows.ToByteArray() }, fitted),
            ("the odd does not say how it is written in ONNX", RawModel.Classifier(1, 3), new Odd().Fit(table.WithColumns([table.Columns[0]]))),
        ];

        foreach (var (reason, graph, transformer) in cases)
        {
            var package = RawModel.Package("table", graph, transformer, Classes);

            Assert.Equal(reason, package.PreprocessingPlace!.Reason);
            Assert.Equal(graph.Bytes.ToArray(), package.Graph.Bytes.ToArray());
            Assert.Equal(["probabilities"], package.Signature.Outputs.Select(output => output.Name));
        }
    }

    [Fact]
    public void Graph_OutputsOfEveryForm_SayWhichRowsWereRefused()
    {
        var table = GraphSamples.Table();
        var fitted = new ColumnPipeline().Add("a", new StandardScaler()).Fit(table);
        using var graph = new RawGraph(RawModel.Package("many", RawModel.ManyOutputs(1), fitted));

        var answer = graph.Run(Dataset.FromColumns("rows", [new FeatureColumn("a", new[] { double.NaN, 3 })]));

        Assert.Equal([true, false], answer["one"].GetTensorDataAsSpan<float>().ToArray().Select(float.IsNaN));
        Assert.Equal([true, false], answer["flat"].GetTensorDataAsSpan<float>().ToArray().Select(float.IsNaN));
        Assert.Equal([true, true, false, false], answer["deep"].GetTensorDataAsSpan<double>().ToArray().Select(double.IsNaN));
        Assert.Equal([true, false], answer["half"].GetTensorDataAsSpan<Microsoft.ML.OnnxRuntime.Float16>().ToArray().Select(Microsoft.ML.OnnxRuntime.Float16.IsNaN));
        Assert.Equal([2L, 2, 1], answer["deep"].GetTensorTypeAndShape().Shape);
    }

    [Theory]
    [InlineData("Bern\0")]
    [InlineData("\0Bern")]
    [InlineData("\0")]
    [InlineData("Bern\ud800")]
    [InlineData(" ")]
    public void Predict_OddText_IsNoOtherCategory(string text)
    {
        var package = Package();
        using var predictor = OnnxPredictor.Load(package);
        var rows = Dataset.FromColumns("rows", [new FeatureColumn("a", new[] { 1.0 }), Texts("city", text)]);

        var expected = RawModel.InCode(RawModel.Classifier(package.Preprocessing!.Output.Width, 3), package, rows);

        Assert.Equal(expected, predictor.Predict(rows).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Create_ModelWithTheOtherNameOfOnnxsDomain_IsJoined()
    {
        var fitted = Fitted();
        var model = RawModel.Classifier(fitted.Output.Width, 3);
        var proto = ModelProto.Parser.ParseFrom(model.Bytes.Span);
        proto.OpsetImport[0].Domain = "ai.onnx";

        using var predictor = OnnxPredictor.Load(RawModel.Package("table", model with { Bytes = proto.ToByteArray() }, fitted, Classes));
        using var usual = OnnxPredictor.Load(Package());

        Assert.Equal(usual.Predict(GraphSamples.Table()).Scores.ToArray(), predictor.Predict(GraphSamples.Table()).Scores.ToArray());
    }

    [Fact]
    public void Graph_OfImages_ShapesThemForTheModel()
    {
        var random = new Random(1);
        var images = new Dataset("images", Enumerable.Range(0, 20 * 3 * 8 * 9).Select(_ => random.NextSingle()).ToArray(), [3, 8, 9]);
        var fitted = new Pipeline(new CenterCrop(new CenterCropOptions { Width = 5, Height = 4 }), new ImageNormalizer()).Fit(images);
        var model = RawModel.OfImages(3, 4, 5);
        var package = RawModel.Package("images", model, fitted);

        using var predictor = OnnxPredictor.Load(package);

        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        Assert.Equal("features FP32 (batch, 3, 8, 9)", package.Signature.Inputs[0].ToString());
        Assert.Equal(RawModel.InCode(model, package, images), predictor.Predict(images, 7).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-5f);
    }

    [Fact]
    public void Create_ModelWithBranches_RenamesInThemToo()
    {
        var rows = GraphSamples.Table();
        string[] columns = ["inner", "outer", "condition"];
        var table = rows.WithColumns(columns.Select((name, at) => rows.Columns[at].Rename(name)));
        var fitted = new ColumnPipeline().Add(columns, new Imputer(), new StandardScaler()).Fit(table);
        var model = RawModel.WithBranches(3);
        var package = RawModel.Package("branches", model, fitted);

        using var predictor = OnnxPredictor.Load(package);

        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        Assert.Equal(RawModel.InCode(model, package, table), predictor.Predict(table).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Create_DamagedGraphs_PackageThemOrSayWhatIsWrong()
    {
        var random = new Random(12);
        var package = Package();
        var model = RawModel.Classifier(package.Preprocessing!.Output.Width, 3);
        foreach (var graph in new[] { model, package.Graph, RawModel.WithBranches(package.Preprocessing.Output.Width) })
        {
            for (var round = 0; round < 1500; round++)
            {
                var bytes = graph.Bytes.ToArray();
                for (var i = 0; i < 1 + (round % 4); i++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                var damaged = graph with { Bytes = round % 5 == 0 ? bytes.AsMemory(0, random.Next(bytes.Length)) : bytes };

                var error = Record.Exception(() => ModelPackage.Create("damaged", damaged, package.Preprocessing, package.Provenance));

                Assert.True(error is null or ArgumentException, $"round {round}: {error}");
            }
        }
    }

    [Fact]
    public void Create_Twice_GivesEqualBytes() => Assert.Equal(Package().Graph.Bytes.ToArray(), Package().Graph.Bytes.ToArray());

    private static ColumnPipeline Fitted() => new ColumnPipeline()
        .Add("a", new Imputer(), new StandardScaler())
        .Add("city", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros }))
        .Fit(GraphSamples.Table());

    private static ModelPackage Package()
    {
        var fitted = Fitted();
        return RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes);
    }

    private static FeatureColumn Texts(string name, params string?[] texts) => new(name, (IReadOnlyList<string?>)texts);

    private static void AssertGraphEqualsCode(Dataset data, ColumnPipeline fitted, IReadOnlyList<string> classNames)
    {
        var model = RawModel.Classifier(fitted.Output.Width, classNames.Count);
        var package = RawModel.Package("whole", model, fitted, classNames);
        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        using var graph = new RawGraph(package);
        using var predictor = OnnxPredictor.Load(package);
        var some = data.Slice(0, Math.Min(data.Count, 2000));
        var expected = RawModel.InCode(model, package, some);
        Assert.Contains(expected, probability => probability > 0.5f);

        foreach (var batch in new[] { 1, 7, 512 })
        {
            Assert.Equal(expected, graph.Scores(some, batch).SelectMany(row => row), (a, b) => Math.Abs(a - b) <= 1e-5f);
            Assert.Equal(expected, predictor.Predict(some, batch).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-5f);
        }

        var scores = expected.Chunk(classNames.Count).Select(row => classNames[Array.IndexOf(row, row.Max())]);
        Assert.Equal(scores, graph.Run(some)["label"].GetStringTensorAsArray());
    }

    /// <summary>A transformer of somebody who writes no ONNX.</summary>
    private sealed class Odd() : Transformer<Odd, NoOptions, NoOptions>(new NoOptions())
    {
        public override string Kind => "odd";

        protected override NoOptions Learn(Dataset data) => new();

        protected override FeatureSchema Describe(FeatureSchema input, NoOptions learned) => input;

        protected override Dataset Apply(Dataset data) => data;
    }
}
