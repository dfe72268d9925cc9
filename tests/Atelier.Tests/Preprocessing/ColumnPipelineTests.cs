using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

public sealed class ColumnPipelineTests
{
    [Fact]
    public void Transform_PutsBranchesSideBySide_InTheOrderOfAdding()
    {
        var data = Table();
        var pipeline = new ColumnPipeline().Add(["b"], new StandardScaler()).Add(["c", "a"], new StandardScaler()).Fit(data);

        var result = pipeline.Transform(data);

        Assert.Equal(["b", "c", "a"], result.FeatureNames);
        Assert.False(result.IsTabular);
        var b = new StandardScaler().Fit(data.WithColumns([data.Column("b")])).Transform(data.WithColumns([data.Column("b")]));
        Assert.Equal(b.Features.ToArray(), Enumerable.Range(0, data.Count).Select(row => result.Row(row)[0]));
        Assert.Equal(data.Labels.ToArray(), result.Labels.ToArray());
    }

    [Fact]
    public void Transform_ColumnsInAnotherOrderAndFurtherOnes_GivesTheSame()
    {
        var data = Table();
        var pipeline = new ColumnPipeline().Add(["a", "b"], new StandardScaler()).Fit(data);
        var reordered = data.WithColumns([new FeatureColumn("more", (IReadOnlyList<string?>)["x", "y", "z"]), data.Column("b"), data.Column("a")]);

        Assert.Equal(pipeline.Transform(data).Hash, pipeline.Transform(reordered).Hash);
    }

    [Fact]
    public void Transform_RenamedColumn_NamesItAndTheColumnsThere()
    {
        var data = Table();
        var pipeline = new ColumnPipeline().Add(["a", "b"], new StandardScaler()).Fit(data);

        var error = Assert.Throws<ArgumentException>(() => pipeline.Transform(data.WithColumns([data.Column("a"), data.Column("b").Rename("B")])));

        Assert.Contains("no column `b`; it has `a`, `B`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_UnnamedFeatures_SaysHowToNameThem()
    {
        var pipeline = new ColumnPipeline().Add(["a"], new StandardScaler()).Fit(Table());

        var error = Assert.Throws<ArgumentException>(() => pipeline.Transform(new Dataset("rows", new float[4], [4])));

        Assert.Contains("have no names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ColumnInTwoBranches_TellsTheFeaturesApart()
    {
        var data = Table();

        var pipeline = new ColumnPipeline().Add(["a"], new StandardScaler()).Add("a", new Pipeline(new StandardScaler())).Add("a", new StandardScaler()).Fit(data);

        Assert.Equal(["a (standard-scaler)", "a (pipeline)", "a (standard-scaler) 2"], pipeline.Output.Names);
        Assert.Equal(["a"], pipeline.Input.Names);
    }

    [Fact]
    public void Fit_LeavesTheUnfittedOneAlone()
    {
        var unfitted = new ColumnPipeline().Add("a", new StandardScaler());

        unfitted.Fit(Table());

        Assert.Throws<InvalidOperationException>(() => unfitted.Transform(Table()));
        Assert.Throws<InvalidOperationException>(() => unfitted.Output);
        Assert.Throws<InvalidOperationException>(unfitted.ToJson);
        Assert.Throws<InvalidOperationException>(() => new ColumnPipeline().Fit(Table()));
    }

    [Fact]
    public void Add_NoColumnOrStepOrOneTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ColumnPipeline().Add([], new StandardScaler()));
        Assert.Throws<ArgumentException>(() => new ColumnPipeline().Add(["a"]));
        Assert.Throws<ArgumentException>(() => new ColumnPipeline().Add(["a", "a"], new StandardScaler()));
        Assert.Throws<ArgumentNullException>(() => new ColumnPipeline().Add("a", (ITransformer)null!));
    }

    [Fact]
    public void FitTransform_StepThatLearnsFromLabels_IsOutOfFoldInTrainingOnly()
    {
        var data = Table();

        var (fitted, train) = new ColumnPipeline().Add("b", new StandardScaler()).Add("a", new Marking(), new StandardScaler()).FitTransform(data);

        // Marking gives 1, 2, 3 out of fold and 10 everywhere else; the scaler behind it learned from the former.
        Assert.Equal([-1.2247449f, 0, 1.2247449f], Enumerable.Range(0, 3).Select(row => train.Row(row)[1]));
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal((10f - 2) / MathF.Sqrt(2f / 3), fitted.Transform(data).Row(row)[1], 1e-5f));
    }

    [Fact]
    public void Json_RoundTrip_TransformsTheSameBitForBit()
    {
        var data = Table();
        var fitted = new ColumnPipeline().Add(["b", "a"], new Pipeline(new StandardScaler(), new StandardScaler())).Add("c", new StandardScaler()).Fit(data);

        var loaded = Transformers.FromJson(JsonNode.Parse(fitted.ToJson().ToJsonString())!.AsObject());

        Assert.Equal(fitted.Transform(data).Hash, loaded.Transform(data).Hash);
        Assert.Equal(fitted.Input, loaded.Input);
        Assert.Equal(fitted.Output, loaded.Output);
    }

    [Theory]
    [InlineData("branches", "[]")]
    [InlineData("branches", "[null]")]
    [InlineData("branches", "7")]
    [InlineData("branches", """[{"columns":["z"],"transformer":{"kind":"standard-scaler"}}]""")]
    [InlineData("version", "2")]
    [InlineData("version", "0")]
    public void Json_Changed_IsInvalidData(string field, string value)
    {
        var json = new ColumnPipeline().Add("a", new StandardScaler()).Fit(Table()).ToJson();
        json[field] = JsonNode.Parse(value);

        Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));
    }

    [Fact]
    public void Json_BranchThatRoutesOtherColumns_IsInvalidData()
    {
        var json = new ColumnPipeline().Add("a", new StandardScaler()).Fit(Table()).ToJson();
        json["branches"]![0]!["columns"] = new JsonArray("z");

        var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));

        Assert.Contains("routes (z)", error.Message, StringComparison.Ordinal);
    }

    private static Dataset Table() => Dataset.FromColumns(
        "table",
        [
            new FeatureColumn("a", new double[] { 1, 2, 3 }),
            new FeatureColumn("b", new double[] { 16777217, 0, -5 }),
            new FeatureColumn("c", new double[] { 0.5, 0.25, 8 }),
        ],
        labels: new[] { 0, 1, 0 });

    /// <summary>Gives 10 for new data, and the row's number out of fold.</summary>
    private sealed class Marking() : Transformer<Marking, NoOptions, NoOptions>(new NoOptions()), ICrossFittedTransformer
    {
        public override string Kind => "marking";

        public (ITransformer Fitted, Dataset Transformed) FitTransform(Dataset data) =>
            (Fit(data), data.WithColumns([new FeatureColumn("a", new double[] { 1, 2, 3 })]));

        protected override NoOptions Learn(Dataset data) => new();

        protected override FeatureSchema Describe(FeatureSchema input, NoOptions learned) => input;

        protected override Dataset Apply(Dataset data) =>
            data.WithColumns([new FeatureColumn("a", Enumerable.Repeat(10.0, data.Count).ToArray())]);
    }
}
