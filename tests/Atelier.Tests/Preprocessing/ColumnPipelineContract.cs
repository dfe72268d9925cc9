using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

public sealed class ColumnPipelineContract : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Numbers];

    protected override bool LeavesOutFurtherColumns => true;

    protected override ITransformer NewTransformer() => new ColumnPipeline()
        .Add(["a", "b"], new StandardScaler())
        .Add("c", new StandardScaler(), new StandardScaler());
}
