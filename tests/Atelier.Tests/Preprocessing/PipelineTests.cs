using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

public sealed class PipelineTests : TransformerContract
{
    protected override ITransformer NewTransformer() => new Pipeline(new StandardScaler(), new StandardScaler());

    protected override Dataset Inverse(ITransformer fitted, Dataset transformed) => ((Pipeline)fitted).InverseTransform(transformed);

    [Fact]
    public void Fit_EachStep_LearnsFromWhatTheOneBeforeGives()
    {
        var data = new Dataset("d", new[] { 1f, 3, 5, 7 }, [1]);

        var pipeline = new Pipeline(new StandardScaler(), new StandardScaler()).Fit(data);

        Assert.Equal(4, ((StandardScaler)pipeline.Steps[0]).Mean.Span[0]);
        Assert.Equal(0, ((StandardScaler)pipeline.Steps[1]).Mean.Span[0], 1e-7);
        Assert.Equal(1, ((StandardScaler)pipeline.Steps[1]).Scale.Span[0], 1e-7);
    }

    [Fact]
    public void InverseTransform_UndoesEveryStep()
    {
        var data = new Dataset("d", new[] { 1f, 3, 5, 7 }, [1]);
        var pipeline = new Pipeline(new StandardScaler(), new StandardScaler()).Fit(data);

        Assert.Equal(data.Features.ToArray(), pipeline.InverseTransform(pipeline.Transform(data)).Features.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void InverseTransform_StepWithoutInverse_NamesIt()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("a", new double[] { 1, 3 })]);
        var pipeline = new Pipeline(new ColumnPipeline().Add("a", new StandardScaler())).Fit(data);

        var error = Assert.Throws<InvalidOperationException>(() => pipeline.InverseTransform(pipeline.Transform(data)));

        Assert.Contains("`column-pipeline` has no inverse", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipeline_WithoutSteps_IsRefused() => Assert.Throws<ArgumentException>(() => new Pipeline());
}
