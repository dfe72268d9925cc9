namespace Atelier.Data;

/// <summary>Which part of a published dataset to load.</summary>
public enum DatasetPart
{
    /// <summary>The training part followed by the test part.</summary>
    All,

    /// <summary>The published training part.</summary>
    Train,

    /// <summary>The published test part.</summary>
    Test,
}
