using Atelier.Onnx;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference.Tests;

/// <summary>Labels that are looked up beside the graph, as the graph would.</summary>
public sealed class ClassLabelsTests
{
    private static readonly string[] Classes = ["no", "maybe", "yes"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predict_LabelFoundBesideTheGraph_IsThatOfTheGraph(bool isNamed)
    {
        var table = GraphSamples.Table();
        var fitted = GraphSamples.All().First(sample => sample.Name == "column pipeline").Fitted;
        var package = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, isNamed ? Classes : []);
        using var graph = new RawGraph(package);
        using var predictor = OnnxPredictor.Load(package);
        using var foreign = OnnxPredictor.LoadOnnx(package.Graph.Bytes);

        foreach (var rows in new[] { table, table.Slice(3, 1) })
        {
            var expected = graph.Run(rows)["label"];
            foreach (var answers in new[] { predictor.Predict(RawGraph.Inputs(package, rows)), foreign.Predict(RawGraph.Inputs(package, rows)) })
            {
                Assert.Equal(["probabilities", "label"], answers.Select(answer => answer.Name));
                Assert.Equal([rows.Count], answers[1].Shape);
                if (isNamed)
                {
                    Assert.Equal(expected.GetStringTensorAsArray(), answers[1].Values<string>().ToArray());
                }
                else
                {
                    Assert.Equal(expected.GetTensorDataAsSpan<long>().ToArray(), answers[1].Values<long>().ToArray());
                }
            }
        }

        Assert.Equal(predictor.Signature.ToString(), foreign.Signature.ToString());
    }

    [Fact]
    public void Predict_ForeignRefusedRow_IsEmpty()
    {
        var fitted = new ColumnPipeline().Add("a", new Imputer(), new StandardScaler()).Add("city", new OneHotEncoder()).Fit(GraphSamples.Table());
        using var predictor = OnnxPredictor.LoadOnnx(RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes).Graph.Bytes);

        var answers = predictor.Predict(
            NamedTensor.Create<double>("a", new double[] { 1, 2 }, 2, 1), NamedTensor.Create<string>("city", new[] { "Atlantis", "Bern" }, 2, 1));

        Assert.Equal("", answers[1].Values<string>().Span[0]);
        Assert.Contains(answers[1].Values<string>().Span[1], Classes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Predict_LabelMadeInAnotherWay_IsThatOfTheGraph(int change)
    {
        var fitted = Fitted();
        var package = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes);
        var model = ModelProto.Parser.ParseFrom(package.Graph.Bytes.Span);
        NodeProto Node(string operation) => model.Graph.Node.Last(node => node.OpType == operation);
        switch (change)
        {
            case 0:
                Node("ArgMax").OpType = "ArgMin";
                break;
            case 1:
                (Node("Where").Input[1], Node("Where").Input[2]) = (Node("Where").Input[2], Node("Where").Input[1]);
                break;
            case 2:
                Node("ArgMax").Attribute.Add(OnnxAttribute.Int("select_last_index", 1).Proto);
                break;
            default:
                model.Graph.Output.Add(new ValueInfoProto { Name = Node("ArgMax").Output[0], Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Int64.ToOnnx() } } });
                break;
        }

        var bytes = model.ToByteArray();
        var rows = GraphSamples.Table().Slice(0, 9);
        using var session = new InferenceSession(bytes);
        using var predictor = OnnxPredictor.LoadOnnx(bytes);

        var answers = predictor.Predict(RawGraph.Inputs(package, rows));

        var scores = answers[0].Values<float>().ToArray().Chunk(3).ToArray();
        var labels = answers.First(answer => answer.Name == "label").Values<string>().ToArray();
        Assert.Equal(session.OutputNames, answers.Select(answer => answer.Name));
        Assert.Equal(
            scores.Select(row => change == 1 ? "" : Classes[Array.IndexOf(row, change == 0 ? row.Min() : row.Max())]), labels);
    }

    [Fact]
    public void Predict_ScoresOfOtherClassesThanTheFileSays_IsAnError()
    {
        var fitted = Fitted();
        var graph = RawModel.Package("table", RawModel.Classifier(fitted.Output.Width, 3), fitted, Classes).Graph;
        var (labels, _) = ClassLabels.TakeFrom(graph, ModelProto.Parser.ParseFrom(graph.Bytes.Span))!.Value;

        foreach (var scores in new[] { NamedTensor.Create<float>("probabilities", new float[16], 1, 16), NamedTensor.Create<float>("probabilities", new float[3], 3) })
        {
            var error = Assert.Throws<InvalidOperationException>(() => labels.Of(scores));
            Assert.Contains($"The graph answered {scores}; its file says probabilities FP32 (batch, 3)", error.Message, StringComparison.Ordinal);
        }
    }

    private static ColumnPipeline Fitted() => new ColumnPipeline()
        .Add("a", new Imputer(), new StandardScaler())
        .Add("city", new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros }))
        .Fit(GraphSamples.Table());
}
