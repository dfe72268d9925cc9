namespace Atelier.Inference;

/// <summary>How often a value falls into each of equal parts of its range, from which percentiles follow.</summary>
/// <param name="range">The whole range, which every value lies in.</param>
internal sealed class RangeHistogram(ValueRange range)
{
    private const int Parts = 4096;

    private readonly long[] _counts = new long[Parts];

    private double Width => ((double)range.High - range.Low) / Parts;

    /// <summary>Counts values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        var factor = Width > 0 ? 1 / Width : 0;
        foreach (var value in values)
        {
            _counts[Math.Clamp((int)(((double)value - range.Low) * factor), 0, Parts - 1)]++;
        }
    }

    /// <summary>The range without the rare ends.</summary>
    /// <param name="percentile">Above 50, at most 100: as much as that lies below the upper end, and above the lower one.</param>
    public ValueRange Within(double percentile) => percentile == 100 ? range : new ValueRange(At(100 - percentile), At(percentile));

    /// <summary>The value that a share of all values lies below, to within one part.</summary>
    private float At(double percent)
    {
        // The rank as numpy's percentile has it: the smallest value is 0 %, the largest 100 %.
        var rank = (_counts.Sum() - 1) * percent / 100;
        var below = 0L;
        for (var i = 0; i < Parts; i++)
        {
            if (below + _counts[i] > rank)
            {
                var share = (rank - below + 0.5) / _counts[i];
                return (float)Math.Clamp(range.Low + ((i + Math.Clamp(share, 0, 1)) * Width), range.Low, range.High);
            }

            below += _counts[i];
        }

        return range.High;
    }
}
