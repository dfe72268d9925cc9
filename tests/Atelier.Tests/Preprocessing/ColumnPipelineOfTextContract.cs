using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

public sealed class ColumnPipelineOfTextContract : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override bool LeavesOutFurtherColumns => true;

    protected override ITransformer NewTransformer() => new ColumnPipeline()
        .Add(["city", "plan"], new OneHotEncoder())
        .Add("day", new DateParts(), new StandardScaler())
        .Add("plan", new TextNormalizer(), new TfIdfVectorizer());
}
