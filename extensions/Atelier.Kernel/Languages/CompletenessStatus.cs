namespace Atelier.Kernel;

/// <summary>What is known of a text that somebody types.</summary>
public enum CompletenessStatus
{
    /// <summary>It can be run.</summary>
    Complete,

    /// <summary>It goes on: a bracket, a string or a statement is still open.</summary>
    Incomplete,

    /// <summary>No continuation makes it a program.</summary>
    Invalid,

    /// <summary>The language cannot tell.</summary>
    Unknown,
}
