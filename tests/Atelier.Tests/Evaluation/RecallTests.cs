using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class RecallTests : MetricContract
{
    protected override IEnumerable<IMetric> Metrics() => Enum.GetValues<Average>().Select(average => new Recall(average));
}
