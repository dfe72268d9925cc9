using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class StandardScalerTests : TransformerContract
{
    protected override ITransformer NewTransformer() => new StandardScaler();

    [Fact]
    public void Fit_EqualsScikitLearn()
    {
        var reference = Reference.Scaling;

        var scaler = new StandardScaler().Fit(new Dataset("d", reference.Floats("rows"), [5]));

        Assert.Equal(reference.Doubles("mean"), scaler.Mean.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
        Assert.Equal(reference.Doubles("scale"), scaler.Scale.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void Transform_UnseenRows_EqualsScikitLearn()
    {
        var reference = Reference.Scaling;
        var scaler = new StandardScaler().Fit(new Dataset("d", reference.Floats("rows"), [5]));

        var result = scaler.Transform(new Dataset("unseen", reference.Floats("unseen"), [5]));

        // The result is float32: half a unit in the last place of the expected number.
        Assert.Equal(reference.Doubles("transformed"), result.Features.ToArray().Select(x => (double)x), (a, b) => Math.Abs(a - b) <= 6e-8 * Math.Abs(a));
    }

    [Fact]
    public void InverseTransform_ReferenceRows_GivesThemBack()
    {
        var data = new Dataset("d", Reference.Scaling.Floats("rows"), [5]);
        var scaler = new StandardScaler().Fit(data);

        var back = scaler.InverseTransform(scaler.Transform(data));

        Assert.Equal(data.Features.ToArray(), back.Features.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f * Math.Max(1, Math.Abs(a)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Transform_TablesWithMissingValues_EqualsScikitLearn(int at)
    {
        var fitted = ScalingReference.FitAndCompare("standard", at, new StandardScaler(), 1e-9);

        ScalingReference.Compare("standard", at, "mean", fitted.Mean, 1e-12);
        ScalingReference.Compare("standard", at, "scale", fitted.Scale, 1e-12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(30_001, 5)]
    [InlineData(2_003, 784)]
    [InlineData(50, 5000)]
    public void Fit_RowAfterRow_EqualsColumnByColumn(int rows, int width)
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, rows * width).Select(at =>
            random.Next(10) == 0 || at % width == 3 ? float.NaN : (random.NextSingle() * (at % width)) + 1000)];
        var data = new Dataset("d", values, [width]);

        var dense = new StandardScaler().Fit(data);

        var columns = new StandardScaler().Fit(Dataset.FromColumns("d", data.Columns));
        Assert.Equal(columns.Mean.ToArray(), dense.Mean.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-14 * Math.Max(1, Math.Abs(a)));
        Assert.Equal(columns.Scale.ToArray(), dense.Scale.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void Transform_ConstantFeature_BecomesZero()
    {
        var data = new Dataset("d", new[] { 0.1f, 0.1f, 0.1f }, [1]);

        Assert.Equal([0f, 0, 0], new StandardScaler().Fit(data).Transform(data).Features.ToArray());
    }
}
