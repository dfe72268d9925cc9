using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class PrecisionTests : MetricContract
{
    protected override IEnumerable<IMetric> Metrics() => Enum.GetValues<Average>().Select(average => new Precision(average));
}
