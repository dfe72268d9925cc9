using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>One figure.</summary>
internal static class MetricPage
{
    public static Page Of(MetricValue metric)
    {
        var figure = Show.Figure(metric.Value);
        return new Page($"{metric.Name} {figure}", new Heading(metric.Name, figure));
    }
}
