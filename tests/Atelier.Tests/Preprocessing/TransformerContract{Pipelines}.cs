using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

/// <content>What holds for a transformer as a part of a pipeline.</content>
public abstract partial class TransformerContract
{
    [Fact]
    public void Transform_NoRows_GivesNoRows() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));

        Assert.Equal(0, fitted.Transform(Sample(form, seed: 2).Slice(0, 0)).Count);
    });

    [Fact]
    public void Transform_InAColumnPipeline_GivesTheSameNumbers() => ForEach(NamedForms, form =>
    {
        var data = Sample(form, seed: 2);
        var alone = NewTransformer().Fit(Sample(form, seed: 1));
        Assert.SkipWhen(alone.Output.Kinds.Contains(FeatureKind.Text), "A matrix takes numbers only.");
        var pipeline = new ColumnPipeline()
            .Add(data.FeatureNames, NewTransformer()).Add("beside", new StandardScaler()).Add(data.FeatureNames, NewTransformer());

        var result = pipeline.Fit(WithOneBeside(Sample(form, seed: 1))).Transform(WithOneBeside(data));

        var expected = alone.Transform(data).Features.ToArray();
        var width = alone.Output.Width;
        for (var row = 0; row < data.Count; row++)
        {
            Assert.Equal(expected.AsSpan(row * width, width), result.Row(row)[..width]);
            Assert.Equal(expected.AsSpan(row * width, width), result.Row(row)[(width + 1)..]);
        }
    });

    private static Dataset WithOneBeside(Dataset data) => data.WithColumns(
        [.. data.Columns, new FeatureColumn("beside", Enumerable.Range(0, data.Count).Select(row => (double)row).ToArray())]);
}
