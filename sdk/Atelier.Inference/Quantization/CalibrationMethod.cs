namespace Atelier.Inference;

/// <summary>How the range of a value follows from what was seen of it.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the largest.</summary>
    MinMax,

    /// <summary>From percentile to percentile (<see cref="StaticQuantization.Percentile"/>): rare outliers are cut off, so that all others get finer steps.</summary>
    Percentile,
}
