using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>The server's traces and metrics for OpenTelemetry, under the name <c>Atelier.Serving</c>.</summary>
/// <remarks>They cost next to nothing until something listens: <c>AddSource("Atelier.Serving")</c> and <c>AddMeter("Atelier.Serving")</c>.</remarks>
internal static class ServingSource
{
    private const string Name = "Atelier.Serving";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "atelier.inference.duration", "s", "From the arrival of an inference request to its answer, by model, version and outcome.");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("atelier.inference.rows", "{row}", "Rows answered, by model and version.");

    /// <summary>Begins the trace of a prediction, below that of its caller; null where nobody listens.</summary>
    public static Activity? Start(ServedModel model, IHeaderDictionary headers)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // Where ASP.NET Core is traced itself, its span is the parent and has read the headers.
        var caller = Activity.Current is null && ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parsed) ? parsed : default;
        var activity = Source.StartActivity("inference", ActivityKind.Server, caller);
        activity?.SetTag("atelier.model", model.Name).SetTag("atelier.version", model.Version);
        return activity;
    }

    /// <summary>Begins the trace of a look at a model's requests, of which alerts are events; null where nobody listens.</summary>
    public static Activity? StartWatch(string model) => Source.StartActivity("watch")?.SetTag("atelier.model", model);

    /// <summary>Records a request that has ended.</summary>
    public static void Record(ServedModel model, Outcome outcome, TimeSpan elapsed, long rows, Activity? activity)
    {
        if (Duration.Enabled)
        {
            Duration.Record(elapsed.TotalSeconds, new("atelier.model", model.Name), new("atelier.version", model.Version), new("atelier.outcome", NameOf(outcome)));
        }

        if (Rows.Enabled && rows > 0)
        {
            Rows.Add(rows, new("atelier.model", model.Name), new KeyValuePair<string, object?>("atelier.version", model.Version));
        }

        activity?.SetTag("atelier.outcome", NameOf(outcome));
        if (outcome == Outcome.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>An outcome in metrics, such as <c>answered</c>.</summary>
    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Answered => "answered",
        Outcome.Refused => "refused",
        Outcome.Overloaded => "overloaded",
        Outcome.Abandoned => "abandoned",
        Outcome.Expired => "expired",
        _ => "failed",
    };
}
