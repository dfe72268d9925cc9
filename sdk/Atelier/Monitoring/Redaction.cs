namespace Atelier.Monitoring;

/// <summary>What happened to the values of a tensor on its way into the log.</summary>
public enum Redaction
{
    /// <summary>Nothing: all values are there.</summary>
    None,

    /// <summary>Only the first values are there: it had more than are kept.</summary>
    Cut,

    /// <summary>Each value is replaced by its keyed hash: equal values can be told, what they were cannot.</summary>
    Hashed,

    /// <summary>No value is there.</summary>
    Dropped,
}
