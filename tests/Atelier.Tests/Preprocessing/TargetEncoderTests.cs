using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class TargetEncoderTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers, SampleForm.TextAndDates];

    protected override bool LearnsFromOneRow => false;

    protected override ITransformer NewTransformer() => new TargetEncoder();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FitTransform_EqualsTheFormula(int at)
    {
        var reference = EncodingReference.Case("target", at);
        var data = Labelled((string)reference["table"]!, (string)reference["column"]!);

        var (fitted, outOfFold) = new TargetEncoder(Options(reference)).FitTransform(data);

        Assert.True(Close((double)reference["mean"]!, fitted.Mean.Single()));
        Assert.Equal(reference.Doubles("all"), fitted.Transform(data).Columns[0].Numbers.ToArray(), Close);
        Assert.Equal(reference.Doubles("out_of_fold"), outOfFold.Columns[0].Numbers.ToArray(), Close);
    }

    [Fact]
    public void FitTransform_ThreeClasses_GivesAShareEach()
    {
        var references = Enumerable.Range(4, 3).Select(at => EncodingReference.Case("target", at)).ToArray();
        var species = EncodingReference.Table("penguins", "species").Columns[0].Texts;
        string[] classes = [.. species.Distinct().Order(StringComparer.Ordinal)!];
        var data = EncodingReference.Table("penguins", "sex").WithLabels(species.Select(name => Array.IndexOf(classes, name)).ToArray(), classes);

        var (fitted, outOfFold) = new TargetEncoder(Options(references[0])).FitTransform(data);

        Assert.Equal(["sex:Adelie", "sex:Chinstrap", "sex:Gentoo"], fitted.Output.Names);
        Assert.Equal(fitted.Output.Names, outOfFold.FeatureNames);
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(references[k].Doubles("all"), fitted.Transform(data).Columns[k].Numbers.ToArray(), Close);
            Assert.Equal(references[k].Doubles("out_of_fold"), outOfFold.Columns[k].Numbers.ToArray(), Close);
        }
    }

    [Fact]
    public void FitTransform_OwnTarget_DoesNotShow()
    {
        var column = EncodingReference.Table("penguins", "island").Columns[0];
        var changed = EncodingReference.Masses;
        changed[17] += 1_000_000;

        var before = new TargetEncoder().FitTransform(Dataset.FromColumns("d", [column], targets: EncodingReference.Masses)).Transformed;
        var after = new TargetEncoder().FitTransform(Dataset.FromColumns("d", [column], targets: changed)).Transformed;

        Assert.Equal(before.Columns[0].Numbers.Span[17], after.Columns[0].Numbers.Span[17]);
        Assert.NotEqual(before.Columns[0].Numbers.ToArray(), after.Columns[0].Numbers.ToArray());
    }

    [Fact]
    public void FitTransform_UselessCategoriesOfNoise_StayUseless()
    {
        // Every row a category of its own: fitted and transformed in one, the label would stand in the feature.
        var texts = Enumerable.Range(0, 400).Select(row => "id" + row).ToArray();
        var labels = Enumerable.Range(0, 400).Select(row => row * 7919 % 2).ToArray();
        var data = Dataset.FromColumns("d", [new FeatureColumn("id", (IReadOnlyList<string?>)texts)], labels, ["no", "yes"]);

        var (fitted, outOfFold) = new TargetEncoder(new TargetEncoderOptions { Smoothing = 0 }).FitTransform(data);

        Assert.Equal(labels.Select(label => (double)label), fitted.Transform(data).Columns[0].Numbers.ToArray());
        Assert.All(outOfFold.Columns[0].Numbers.ToArray(), value => Assert.Equal(0.5, value, 1e-9));
    }

    [Fact]
    public void Transform_UnseenAndMissing_BecomeTheOverallMean()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("c", (IReadOnlyList<string?>)["a", "b", "a"])], targets: new[] { 1f, 5, 3 });
        var unseen = Dataset.FromColumns("d", [new FeatureColumn("c", (IReadOnlyList<string?>)["z", null])]);

        var result = new TargetEncoder().Fit(data).Transform(unseen);

        Assert.Equal([3.0, 3.0], result.Columns[0].Numbers.ToArray());
    }

    [Fact]
    public void Fit_NothingToPredictOrOneClass_SaysSo()
    {
        var column = new FeatureColumn("c", (IReadOnlyList<string?>)["a", "b"]);

        var none = Assert.Throws<ArgumentException>(() => new TargetEncoder().Fit(Dataset.FromColumns("d", [column])));
        var one = Assert.Throws<ArgumentException>(() => new TargetEncoder().Fit(Dataset.FromColumns("d", [column], new[] { 1, 1 }, ["no", "yes"])));
        var bad = Assert.Throws<ArgumentException>(() => new TargetEncoder().Fit(Dataset.FromColumns("d", [column], targets: new[] { 1, float.NaN })));

        Assert.Contains("`d` has neither labels nor targets", none.Message, StringComparison.Ordinal);
        Assert.Contains("Every row of `d` has the class `yes`", one.Message, StringComparison.Ordinal);
        Assert.Contains("The target of row 1 of `d` is NaN", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FitTransform_OneRow_IsRefused()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("c", (IReadOnlyList<string?>)["a"])], targets: new[] { 2f });

        var error = Assert.Throws<ArgumentException>(() => new TargetEncoder().FitTransform(data));

        Assert.Contains("`d` has one row; expected at least 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(2.0, new TargetEncoder().Fit(data).Transform(data).Columns[0].Numbers.Span[0]);
    }

    private static TargetEncoderOptions Options(JsonObject reference) =>
        new() { Smoothing = (double?)reference["smoothing"], Seed = (int)reference["seed"]! };

    private static Dataset Labelled(string table, string column)
    {
        var data = EncodingReference.Table(table, column);
        return table switch
        {
            "titanic" => data.WithLabels(
                EncodingReference.Table(table, "survived").Columns[0].Numbers.ToArray().Select(value => (int)value).ToArray(), ["no", "yes"]),
            "mpg" => Dataset.FromColumns(table, data.Columns, targets: EncodingReference.Table(table, "mpg").Features),
            _ => Dataset.FromColumns(table, data.Columns, targets: EncodingReference.Masses),
        };
    }

    /// <summary>Targets are float32, their reference is float64.</summary>
    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected));
}
