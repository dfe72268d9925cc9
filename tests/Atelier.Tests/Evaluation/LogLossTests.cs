using Atelier.Evaluation;

namespace Atelier.Tests.Evaluation;

public sealed class LogLossTests : MetricContract
{
    protected override IEnumerable<IMetric> Metrics() => [new LogLoss()];
}
