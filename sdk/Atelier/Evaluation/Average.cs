namespace Atelier.Evaluation;

/// <summary>How figures of single classes become one.</summary>
public enum Average
{
    /// <summary>The plain mean over the classes that occur among labels or predictions.</summary>
    Macro,

    /// <summary>The mean over the classes, each weighted by the number of its rows.</summary>
    Weighted,

    /// <summary>The figure of all rows counted together.</summary>
    Micro,
}
