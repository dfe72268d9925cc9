using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class F1Tests : MetricContract
{
    protected override IEnumerable<IMetric> Metrics() => Enum.GetValues<Average>().Select(average => new F1(average));
}
