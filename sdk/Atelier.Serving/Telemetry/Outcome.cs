namespace Atelier.Serving;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>With an answer of the model.</summary>
    Answered,

    /// <summary>With an error of its sender.</summary>
    Refused,

    /// <summary>Turned away, as too many waited.</summary>
    Overloaded,

    /// <summary>Its sender waited no longer.</summary>
    Abandoned,

    /// <summary>Not in its time.</summary>
    Expired,

    /// <summary>With an error of the model or the server.</summary>
    Failed,
}
