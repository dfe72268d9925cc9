using System.Security.Cryptography;
using Atelier.Data;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Tests.Packaging;

public sealed class ReferenceProfileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_Numbers_KeepsBinsSampleAndRange()
    {
        double[] values = [.. Enumerable.Range(1, 40).Select(i => (double)i), double.NaN, double.PositiveInfinity];

        var reference = FeatureReference.Of(new FeatureColumn("age", values), new ReferenceOptions { Bins = 4, SampleSize = 10 });

        Assert.Equal((42, 2, 1.0, 40.0), (reference.Rows, reference.Missing, reference.Minimum, reference.Maximum));
        Assert.Equal([10.75, 20.5, 30.25], reference.Edges);
        Assert.Equal([10, 10, 10, 10], reference.Counts);
        Assert.Equal([3, 7, 11, 15, 19, 23, 27, 31, 35, 39], reference.Sample);
        Assert.Equal([2, 0, 1, 3], reference.CountIn([-5, 10.75, 30.25, 31, 40, 1000]));
    }

    [Fact]
    public void Of_OneValueManyTimes_HasOneBin()
    {
        var reference = FeatureReference.Of(new FeatureColumn("zero", new double[50]));

        Assert.Empty(reference.Edges);
        Assert.Equal([50], reference.Counts);
        Assert.Equal(50, reference.Sample.Count);
    }

    [Fact]
    public void Of_TruthValues_CountsEachApart()
    {
        double[] values = [.. Enumerable.Repeat(0.0, 30), .. Enumerable.Repeat(1.0, 10)];

        var reference = FeatureReference.Of(new FeatureColumn("member", values));

        Assert.Equal([0.0], reference.Edges);
        Assert.Equal([30, 10], reference.Counts);
    }

    [Fact]
    public void Of_Texts_CountsTheMostFrequent()
    {
        var reference = FeatureReference.Of(
            new FeatureColumn("city", ["b", "a", null, "c", "b", "a", "d", "b"]), new ReferenceOptions { MostCategories = 2 });

        Assert.Equal([new ValueCount("b", 3), new ValueCount("a", 2)], reference.Categories);
        Assert.Equal((8, 1, 2), (reference.Rows, reference.Missing, reference.Others));
        Assert.Null(reference.Minimum);
        Assert.Empty(reference.Counts);
    }

    [Fact]
    public void Of_Dates_AreDays()
    {
        DateTime?[] dates = [new DateTime(1970, 1, 3, 12, 0, 0), null, new DateTime(1969, 12, 31)];

        var reference = FeatureReference.Of(new FeatureColumn("day", dates));

        Assert.Equal([-1, 2.5], reference.Sample);
        Assert.Equal(1, reference.Missing);
    }

    [Fact]
    public void Of_NothingButMissing_HasNoRange()
    {
        var reference = FeatureReference.Of(new FeatureColumn("gone", new[] { double.NaN, double.NaN }));

        Assert.Equal((2, 1.0, null), (reference.Missing, reference.MissingRate, reference.Minimum));
        reference.EnsureWhole();
    }

    [Fact]
    public void Of_RowsInAnotherOrder_IsTheSame()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())];
        var column = new FeatureColumn("x", values);
        int[] order = [.. Enumerable.Range(0, values.Length)];
        random.Shuffle(order);

        var (first, second) = (Profile(column), Profile(column.Select(order)));

        Assert.Equal(first.ToJson(), second.ToJson());
        Assert.Equal(1000, first.Features[0].Sample.Count);

        static ReferenceProfile Profile(FeatureColumn column) => ReferenceProfile.Of(Dataset.FromColumns("data", [column]));
    }

    [Fact]
    public void Of_MoreRowsThanAsked_TakesThemAtEqualDistances()
    {
        var data = Dataset.FromColumns("data", [new FeatureColumn("x", Enumerable.Range(0, 100).Select(i => (double)i).ToArray())]);

        var profile = ReferenceProfile.Of(data, options: new ReferenceOptions { MostRows = 10 });

        Assert.Equal(10, profile.Rows);
        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90], profile.Features[0].Sample);
    }

    [Fact]
    public void Of_Predictions_KeepsClassesAndConfidence()
    {
        var answers = new Predictions(new[] { 0.25f, 0.75f, 1f, 0f, 0.5f, 0.5f }, 2, ["no", "yes"]);
        var classifier = ReferenceProfile.Of(PackageSamples.Data(), answers);
        var regressor = ReferenceProfile.Of(PackageSamples.Data(), new Predictions(new[] { 3f, -1f }, 1));

        Assert.Equal([new ValueCount("no", 2), new ValueCount("yes", 1)], classifier.Outputs[0].Categories);
        Assert.Equal(("class", "confidence"), (classifier.Outputs[0].Name, classifier.Outputs[1].Name));
        Assert.Equal([0.5, 0.75, 1], classifier.Outputs[1].Sample);
        Assert.Equal([-1, 3], Assert.Single(regressor.Outputs).Sample);
        Assert.Equal(["w", "x", "y", "z"], classifier.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void Of_NoRows_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => ReferenceProfile.Of(PackageSamples.Data().Slice(0, 0)));

        Assert.StartsWith("`flowers` or its predictions have no rows; expected at least one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJson_WhatToJsonWrote_IsTheSame()
    {
        var profile = Sample();

        var read = ReferenceProfile.FromJson(profile.ToJson());

        Assert.Equal(profile.ToJson(), read.ToJson());
        Assert.Equal(profile.Features[0].Counts, read.Features[0].Counts);
    }

    [Theory]
    [InlineData("nonsense", "The text is no profile")]
    [InlineData("{\"rows\":3}", "The text is no profile")]
    [InlineData("null", "The profile is null")]
    public void FromJson_SomethingElse_SaysSo(string json, string message) =>
        Assert.StartsWith(
            message, Assert.Throws<InvalidDataException>(() => ReferenceProfile.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void FromJson_CountsThatDoNotAddUp_SaysWhichFeature()
    {
        var sample = Sample();
        var wrong = sample with { Features = [sample.Features[0] with { Missing = 2 }] };

        var error = Assert.Throws<InvalidDataException>(() => ReferenceProfile.FromJson(wrong.ToJson()));

        Assert.Contains("The profile of `w` contradicts itself", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flowers")]
    [InlineData("flowers.zip")]
    public void Package_WithAProfile_CarriesIt(string name)
    {
        var package = PackageSamples.Full().With(Sample());

        package.Save(_folder[name]);
        var loaded = ModelPackage.Load(_folder[name]);

        Assert.Equal(Sample().ToJson(), loaded.Profile!.ToJson());
        Assert.Empty(PackageDiff.Between(package, loaded).Changes);
        Assert.Equal("profile", Assert.Single(PackageDiff.Between(PackageSamples.Full(), loaded).Changes).Part);
    }

    [Fact]
    public void Package_ProfileChangedOnDisk_IsRefused()
    {
        PackageSamples.Bare().With(Sample()).Save(_folder["flowers"]);
        var path = _folder["flowers", "profile.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"rows\":3", "\"rows\":4", StringComparison.Ordinal));

        var error = Assert.Throws<InvalidDataException>(() => ModelPackage.Load(_folder["flowers"]));

        Assert.Contains("profile.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_WeightsOfAnEarlierReleaseUnderTheName_AreNoProfile()
    {
        var graph = PackageSamples.Graph() with { DataFiles = [new OnnxDataFile("weights.json", new byte[] { 1, 2, 3 })] };
        ModelPackage.Create("flowers", graph, null, PackageSamples.Origin()).Save(_folder["flowers"]);
        File.Move(_folder["flowers", "weights.json"], _folder["flowers", "profile.json"]);
        var manifest = _folder["flowers", "manifest.json"];
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("weights.json", "profile.json", StringComparison.Ordinal));
        var names = Directory.GetFiles(_folder["flowers"]).Select(path => Path.GetFileName(path)).Where(name => name != "SHA256SUMS");
        File.WriteAllLines(_folder["flowers", "SHA256SUMS"], names.Order(StringComparer.Ordinal).Select(name =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder["flowers", name])))}  {name}"));

        var loaded = ModelPackage.Load(_folder["flowers"]);

        Assert.Null(loaded.Profile);
        Assert.Equal("profile.json", Assert.Single(loaded.Graph.DataFiles).Name);
    }

    [Fact]
    public void Options_OutOfRange_SaySo() =>
        Assert.Contains(
            "`Bins` is 1; expected 2 to 1,000.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ReferenceOptions { Bins = 1 }).Message,
            StringComparison.Ordinal);

    private static ReferenceProfile Sample() =>
        ReferenceProfile.Of(PackageSamples.Data(), new Predictions(new[] { 0.25f, 0.75f, 1f, 0f }, 2, ["no", "yes"]));
}
