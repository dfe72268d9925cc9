namespace Atelier.Client;

/// <summary>
/// Where a named <see cref="InferenceClient"/> finds its model, and how it stands failures of the server and the network.
/// </summary>
/// <remarks>
/// An inference changes nothing on the server, so it may be sent again. Sent again are requests that got no answer and those answered
/// with 429, 502, 503 or 504; a 500 is an error of the model and any other 4xx one of the caller, which the next attempt would only
/// repeat. Questions for health are asked once: their answer is wanted as it is. Over gRPC the same holds of UNAVAILABLE, DEADLINE_EXCEEDED
/// and a RESOURCE_EXHAUSTED that comes with a Retry-After.
/// </remarks>
public sealed class InferenceClientOptions
{
    /// <summary>The server's address, without the <c>/v2</c>.</summary>
    /// <value>
    /// Required; an absolute HTTP or HTTPS address such as <c>http://localhost:8000</c>, or <c>grpc://localhost:8001</c>
    /// (<c>grpcs://</c> over TLS) for gRPC.
    /// </value>
    public Uri? Url { get; set; }

    /// <summary>The model's name on the server.</summary>
    /// <value>Default null: the name under which the client was added.</value>
    public string? Model { get; set; }

    /// <summary>The version to ask for.</summary>
    /// <value>Default null: the server chooses.</value>
    public string? Version { get; set; }

    /// <summary>How often a request is sent again after the first attempt.</summary>
    /// <value>Default 3; 0 to 20, 0 turns it off.</value>
    public int Retries { get; set; } = 3;

    /// <summary>
    /// The wait before the first repetition; it doubles with each further one, and every wait is varied at random. A Retry-After of
    /// the server goes first.
    /// </summary>
    /// <value>Default 200 ms; above 0, at most 1 minute.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that one attempt may take, the reading of the answer included.</summary>
    /// <value>Default 10 s; 10 ms to 1 day, at most <see cref="TotalTimeout"/>.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest that a call may take, all attempts and waits included. A server that asks for a longer wait than this is not asked
    /// again.
    /// </summary>
    /// <value>Default 30 s; 10 ms to 1 day.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The share of failed attempts at which the circuit breaks: for <see cref="BreakDuration"/> calls then fail at once and spare the
    /// server. A 429 is no failure here.
    /// </summary>
    /// <value>Default 0.5; above 0, at most 1.</value>
    public double BreakRatio { get; set; } = 0.5;

    /// <summary>The time over which that share is counted.</summary>
    /// <value>Default 30 s; 0.5 s to 1 day.</value>
    public TimeSpan BreakSampling { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The fewest attempts in that time for the circuit to break.</summary>
    /// <value>Default 20; at least 2.</value>
    public int BreakMinimum { get; set; } = 20;

    /// <summary>How long a broken circuit stays so before one call tries the server again.</summary>
    /// <value>Default 5 s; 0.5 s to 1 day.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Everything that is wrong with these options, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        var day = TimeSpan.FromDays(1);
        if (Url is null || !ServerAddress.IsAddress(Url))
        {
            yield return $"{nameof(Url)} is `{Url}`; expected the server's HTTP address, such as http://localhost:8000.";
        }

        if (Model is not null && string.IsNullOrWhiteSpace(Model))
        {
            yield return $"{nameof(Model)} is blank; give the model's name on the server, or null for the name of the client.";
        }

        if (Retries is < 0 or > 20)
        {
            yield return $"{nameof(Retries)} is {Retries}; expected 0 to 20.";
        }

        if (!(BreakRatio is > 0 and <= 1))
        {
            yield return FormattableString.Invariant($"{nameof(BreakRatio)} is {BreakRatio}; expected more than 0 and at most 1.");
        }

        if (BreakMinimum < 2)
        {
            yield return $"{nameof(BreakMinimum)} is {BreakMinimum}; expected 2 or more.";
        }

        foreach (var (name, given, least, most) in new[]
        {
            (nameof(RetryDelay), RetryDelay, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1)),
            (nameof(AttemptTimeout), AttemptTimeout, TimeSpan.FromMilliseconds(10), day),
            (nameof(TotalTimeout), TotalTimeout, TimeSpan.FromMilliseconds(10), day),
            (nameof(BreakSampling), BreakSampling, TimeSpan.FromSeconds(0.5), day),
            (nameof(BreakDuration), BreakDuration, TimeSpan.FromSeconds(0.5), day),
        })
        {
            if (given < least || given > most)
            {
                yield return $"{name} is {given:c}; expected {least:c} to {most:c}.";
            }
        }

        if (AttemptTimeout > TotalTimeout)
        {
            yield return $"{nameof(AttemptTimeout)} ({AttemptTimeout:c}) is longer than {nameof(TotalTimeout)} ({TotalTimeout:c}); "
                + "shorten the one or extend the other.";
        }
    }
}
