namespace Atelier.Data;

/// <summary>Which part of a published dataset to load.</summary>
public enum DatasetPart
{
    /// <summary>Everything: the training part, then the validation part where there is one, then the test part.</summary>
    All,

    /// <summary>The published training part.</summary>
    Train,

    /// <summary>The published test part.</summary>
    Test,

    /// <summary>The published validation part, which few datasets have.</summary>
    Validation,
}
