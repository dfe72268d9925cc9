using System.Globalization;
using System.Net;
using System.Text;

namespace Atelier.Serving;

/// <summary>The page at <c>/</c>: the models, their versions, load and latency, for a reader without JavaScript.</summary>
internal static class StatusPage
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="5">
        <title>Atelier model server</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .35rem .3rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); white-space: nowrap; }
        th:first-child, td:first-child, td.text, th.text { text-align: left; }
        th { font-weight: 600; }
        .trouble { border-left: .25rem solid #c33; padding-left: .8rem; }
        small { opacity: .75; }
        </style>
        </head>
        <body>

        """;

    /// <summary>The page.</summary>
    /// <param name="models">The models, what keeps them from their registry, and what their requests look like.</param>
    /// <param name="isDraining">Whether the server stops.</param>
    /// <param name="serverVersion">The version of the server.</param>
    /// <param name="elapsed">How long it has run.</param>
    public static string Write(ModelTable models, bool isDraining, string serverVersion, TimeSpan elapsed)
    {
        ModelRoutes[] all = [.. models.Models];
        var troubles = models.Troubles;
        var text = new StringBuilder(Head);
        text.Append("<h1>Atelier model server</h1>\n<p>").Append(isDraining ? "Stopping" : all.Length > 0 ? "Ready" : "No model is served")
            .Append(". <small>Version ").Append(WebUtility.HtmlEncode(serverVersion)).Append(", up ").Append(Show(elapsed)).Append(". <a href=\"openapi.json\">OpenAPI</a>, <a href=\"metrics\">metrics</a></small></p>\n");
        foreach (var routes in all)
        {
            Model(text, routes, troubles.GetValueOrDefault(routes.Name));
            if (routes.Stable is { Finding: { } finding } stable)
            {
                Watch(text, stable.Model.Version, finding);
            }
        }

        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Model(StringBuilder text, ModelRoutes routes, string? trouble)
    {
        text.Append("<h2>").Append(WebUtility.HtmlEncode(routes.Name)).Append("</h2>\n");
        if (trouble is not null)
        {
            text.Append("<p class=\"trouble\">It does not follow its registry: ").Append(WebUtility.HtmlEncode(trouble)).Append("</p>\n");
        }

        text.Append("<div class=\"wide\"><table>\n<tr><th>Version</th><th class=\"text\">Traffic</th><th>Answered</th><th>Rows</th><th>Refused</th><th>Overloaded</th>"
            + "<th>Expired</th><th>Failed</th><th>p50</th><th>p99</th><th>Running</th><th>Waiting</th></tr>\n");
        foreach (var version in routes.Versions)
        {
            var (counters, load) = (version.Counters, version.Load);
            var names = routes.Aliases.Where(alias => alias.Value == version.Model.Version).Select(alias => alias.Key).ToArray();
            text.Append("<tr><td>").Append(WebUtility.HtmlEncode(version.Model.Version));
            if (names.Length > 0)
            {
                text.Append(" <small>").Append(WebUtility.HtmlEncode(string.Join(", ", names))).Append("</small>");
            }

            text.Append("</td><td class=\"text\">").Append(Traffic(routes, version)).Append("</td>");
            foreach (var cell in new[]
            {
                Count(counters.Of(Outcome.Answered)), Count(counters.Rows), Count(counters.Of(Outcome.Refused)), Count(counters.Of(Outcome.Overloaded)),
                Count(counters.Of(Outcome.Expired)), Count(counters.Of(Outcome.Failed)), Time(counters.Quantile(0.5)), Time(counters.Quantile(0.99)), Count(load.Running), Count(load.Waiting),
            })
            {
                text.Append("<td>").Append(cell).Append("</td>");
            }

            text.Append("</tr>\n");
        }

        text.Append("</table></div>\n");
    }

    private static void Watch(StringBuilder text, string version, Finding finding)
    {
        if (finding.Alerts.Count > 0)
        {
            text.Append("<p class=\"trouble\">Alert: ").Append(WebUtility.HtmlEncode(string.Join(", ", finding.Alerts))).Append("</p>\n");
        }

        // The first line is the verdict; below stand the features with their reasons.
        var drift = finding.Drift?.ToString().Split('\n') ?? ["Drift is not known: the package has no profile, or the log keeps no inputs."];
        text.Append("<p>").Append(WebUtility.HtmlEncode(drift[0]));
        text.Append(string.Create(
            CultureInfo.InvariantCulture, $" <small>Version {WebUtility.HtmlEncode(version)}, at {finding.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.</small></p>\n"));
        if (drift.Length > 1)
        {
            text.Append("<ul>\n");
            foreach (var line in drift.Skip(1))
            {
                text.Append("<li>").Append(WebUtility.HtmlEncode(line.Trim())).Append("</li>\n");
            }

            text.Append("</ul>\n");
        }

        if (finding.Quality.Metrics.Count > 0)
        {
            var metrics = finding.Quality.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Name} {metric.Value:0.####}"));
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"<p>Quality on {finding.Quality.Labelled:N0} labelled rows: {WebUtility.HtmlEncode(string.Join(", ", metrics))}.</p>\n"));
        }
    }

    private static string Traffic(ModelRoutes routes, HostedModel version)
    {
        var split = routes.Traffic;
        var roles = new List<string>();
        if (version == routes.Stable)
        {
            roles.Add("default");
        }

        if (split.Canary is { } canary && split.CanaryWeight > 0 && routes.Find(canary) == version)
        {
            roles.Add(string.Create(CultureInfo.InvariantCulture, $"canary {split.CanaryWeight:0.##%}"));
        }

        if (split.Shadow is { } shadow && split.ShadowShare > 0 && routes.Find(shadow) == version)
        {
            roles.Add(string.Create(CultureInfo.InvariantCulture, $"shadow {split.ShadowShare:0.##%}"));
        }

        return string.Join(", ", roles);
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double seconds) => double.IsNaN(seconds) ? "&ndash;"
        : double.IsInfinity(seconds) ? "> 10 s"
        : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.##} ms");

    private static string Show(TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture, $"{(elapsed.Days > 0 ? $"{elapsed.Days} d " : "")}{elapsed.Hours} h {elapsed.Minutes} min {elapsed.Seconds} s");
}
