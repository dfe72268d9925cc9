using System.Globalization;
using System.Text;

namespace Atelier.Serving;

/// <summary>Writes the counters of a server as Prometheus reads them: its text exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All metrics of the versions that are served.</summary>
    public static string Write(ModelTable models)
    {
        HostedModel[] versions = [.. models.Models.SelectMany(routes => routes.Versions)];
        var text = new StringBuilder();
        Head(text, "atelier_requests_total", "counter", "Inference requests, by how they ended.");
        foreach (var version in versions)
        {
            foreach (var outcome in Enum.GetValues<Outcome>())
            {
                Line(text, "atelier_requests_total", $"{Labels(version)},outcome=\"{ServingSource.NameOf(outcome)}\"", version.Counters.Of(outcome));
            }
        }

        Head(text, "atelier_rows_total", "counter", "Rows answered.");
        Each(text, versions, "atelier_rows_total", version => version.Counters.Rows);
        Head(text, "atelier_request_duration_seconds", "histogram", "From the arrival of a request to its answer, in seconds.");
        foreach (var version in versions)
        {
            Histogram(text, version);
        }

        Head(text, "atelier_requests_waiting", "gauge", "Requests that wait for their turn.");
        Each(text, versions, "atelier_requests_waiting", version => version.Load.Waiting);
        Head(text, "atelier_requests_running", "gauge", "Requests, or joined batches of them, that run.");
        Each(text, versions, "atelier_requests_running", version => version.Load.Running);
        Head(text, "atelier_watched", "gauge", "What the last look at the logged requests found, by the figure's name.");
        foreach (var stable in models.Models.Select(routes => routes.Stable))
        {
            foreach (var (figure, value) in stable.Finding?.Figures ?? new Dictionary<string, double>())
            {
                Line(text, "atelier_watched", $"{Labels(stable)},figure=\"{figure}\"", value);
            }
        }

        return text.ToString();
    }

    private static void Histogram(StringBuilder text, HostedModel version)
    {
        var classes = version.Counters.Classes();
        var below = 0L;
        for (var at = 0; at < classes.Length; at++)
        {
            below += classes[at];
            var bound = at < ModelCounters.Bounds.Length ? ModelCounters.Bounds[at].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(text, "atelier_request_duration_seconds_bucket", $"{Labels(version)},le=\"{bound}\"", below);
        }

        Line(text, "atelier_request_duration_seconds_sum", Labels(version), version.Counters.Seconds);
        Line(text, "atelier_request_duration_seconds_count", Labels(version), below);
    }

    private static void Each(StringBuilder text, HostedModel[] versions, string name, Func<HostedModel, double> value)
    {
        foreach (var version in versions)
        {
            Line(text, name, Labels(version), value(version));
        }
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    // Names and versions of models hold no character that a label would have to escape.
    private static string Labels(HostedModel version) => $"model=\"{version.Model.Name}\",version=\"{version.Model.Version}\"";

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
