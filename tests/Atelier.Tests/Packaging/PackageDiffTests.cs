using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Tests.Packaging;

public sealed class PackageDiffTests
{
    [Fact]
    public void Between_SamePackage_IsSame() => Assert.True(PackageDiff.Between(PackageSamples.Full(), PackageSamples.Full()).IsSame);

    [Fact]
    public void Between_OneWeightChanged_CountsItWithTheDifference()
    {
        var second = ModelPackage.Create("flowers", PackageSamples.Graph(firstWeight: 0.75f), null, PackageSamples.Origin());

        var change = Assert.Single(PackageDiff.Between(PackageSamples.Bare(), second).Changes);

        Assert.Equal(new PackageChange("weights", "weight", "FP32 (4, 3)", "1 elements changed", 0.25), change);
    }

    [Fact]
    public void Between_AnotherOpset_NamesIt()
    {
        var second = ModelPackage.Create("flowers", PackageSamples.Graph(opset: 18), null, PackageSamples.Origin());

        var changes = PackageDiff.Between(PackageSamples.Bare(), second).Changes;

        Assert.Equal([new PackageChange("graph", "opset ai.onnx", "17", "18")], changes);
    }

    [Fact]
    public void Between_OtherParts_NamesEach()
    {
        var first = PackageSamples.Full();
        var second = ModelPackage.Create("roses", PackageSamples.Graph(), null, PackageSamples.Origin() with { Commit = null })
            .With(PackageSamples.Report(0.5))
            .With(new ModelCard { Summary = "Names a rose." });

        var changes = PackageDiff.Between(first, second).Changes;

        Assert.Contains(new PackageChange("signature", "name", "flowers", "roses"), changes);
        Assert.Contains(new PackageChange("metrics", "accuracy", "0.75", "0.5", -0.25), changes);
        Assert.Contains(new PackageChange("provenance", "commit", PackageSamples.Origin().Commit, null), changes);
        Assert.Contains(new PackageChange("card", "summary", "Names a flower.", "Names a rose."), changes);
        Assert.Contains(changes, change => change is { Part: "preprocessing", After: null });
        Assert.Contains(changes, change => change is { Part: "signature", Name: "notes", After: null });
    }

    [Fact]
    public void Between_ScalersOfOtherData_GivesTheLargestDifference()
    {
        var data = PackageSamples.Data();
        var moved = data.WithFeatures(data.Features.ToArray().Select(value => value + 2).ToArray(), [4], data.FeatureNames);
        var first = ModelPackage.Create("m", PackageSamples.Graph(), new StandardScaler().Fit(data), PackageSamples.Origin());
        var second = ModelPackage.Create("m", PackageSamples.Graph(), new StandardScaler().Fit(moved), PackageSamples.Origin());

        var changes = PackageDiff.Between(first, second).Changes;

        // The means as they were learned, and as the graph holds them.
        Assert.Equal(["weights", "preprocessing"], changes.Select(change => change.Part));
        Assert.All(changes, change => Assert.Equal(2, change.Difference!.Value, 1e-6));
    }

    [Fact]
    public void Between_GraphThatIsNone_SaysSo()
    {
        var graph = new OnnxGraph(new byte[] { 0xFF, 0xFF, 1 }, PackageSamples.Graph().Inputs, PackageSamples.Graph().Outputs);
        var second = ModelPackage.Create("flowers", graph, null, PackageSamples.Origin());

        Assert.Contains(
            "is no ONNX file", Assert.Throws<InvalidDataException>(() => PackageDiff.Between(PackageSamples.Bare(), second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfAGraph_CountsNodesAndParameters()
    {
        var summary = GraphSummary.Of(PackageSamples.Graph());

        Assert.Equal(["MatMul 1", "Softmax 1"], summary.Operations.Select(pair => $"{pair.Key} {pair.Value}"));
        Assert.Equal((2, 1, 12L, 17L), (summary.Nodes, summary.Weights, summary.Parameters, summary.Opsets["ai.onnx"]));
        Assert.StartsWith("Atelier ", summary.Producer, StringComparison.Ordinal);
    }

    [Fact]
    public void With_NoteForNothing_NamesWhatThereIs()
    {
        var error = Assert.Throws<ArgumentException>(() => PackageSamples.Bare().With(new FieldNote("height", "cm")));

        Assert.Contains("note for `height`; expected at most one for each of features, probabilities, w, x, y, z", error.Message, StringComparison.Ordinal);
    }
}
