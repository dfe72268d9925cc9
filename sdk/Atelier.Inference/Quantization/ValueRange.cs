namespace Atelier.Inference;

/// <summary>From where to where a value reaches.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end, not below the lower one.</param>
internal readonly record struct ValueRange(float Low, float High)
{
    private const int Levels = byte.MaxValue;

    // A range below this is as good as none, and its step would not be a normal number.
    private const float Negligible = 1e-30f;

    /// <summary>Step and zero point of unsigned 8-bit numbers over the range and 0: value = (number - zero) x step. 0 itself is exact.</summary>
    public (float Step, byte Zero) ToUInt8()
    {
        var (low, high) = (Math.Min(Low, 0.0), Math.Max(High, 0.0));
        if (high - low < Negligible)
        {
            return (1, 0);
        }

        var step = (float)((high - low) / Levels);
        return (step, (byte)Math.Clamp(Math.Round(-low / step), 0, Levels));
    }
}
