using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class AccuracyTests : MetricContract
{
    protected override IEnumerable<IMetric> Metrics() => [new Accuracy()];
}
