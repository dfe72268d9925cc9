namespace Atelier.Monitoring;

/// <summary>What is thought of one feature, or of a model's answers, in a window of requests.</summary>
public enum DriftVerdict
{
    /// <summary>Nothing speaks for a change that matters.</summary>
    Stable,

    /// <summary>It has changed: the reasons are beside the verdict.</summary>
    Drifted,

    /// <summary>The window, or the training data, has too few values to tell.</summary>
    TooFewRows,
}
