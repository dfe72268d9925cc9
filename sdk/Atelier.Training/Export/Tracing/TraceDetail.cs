namespace Atelier.Training;

/// <summary>What a trace looks for besides the operations.</summary>
internal enum TraceDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The line of code of each operation.</summary>
    Lines,

    /// <summary>What each part of the model returns.</summary>
    Probes,
}
