namespace Atelier.Training;

/// <summary>The lengths of the axes that vary, for each time that a forward is recorded.</summary>
/// <remarks>
/// The first time with the example's own lengths. Others must differ and must be taken by the model: a multiple suits networks that halve and double images, one more or less suits sequences up to a
/// longest one.
/// </remarks>
internal sealed class TraceSizes(IReadOnlyDictionary<string, long> example, string? batch)
{
    private const long LargeLength = 64;
    private static readonly long[] BatchSizes = [2, 3, 5];

    private int _attempt;

    /// <summary>How often a forward is recorded: once more than there are unknowns, at most three times.</summary>
    public int Count => example.Count == 0 ? 1 : example.Keys.All(name => name == batch) ? 2 : 3;

    /// <summary>A batch of one row with the example's other lengths; null without a batch.</summary>
    public IReadOnlyDictionary<string, long>? Single =>
        batch is null ? null : example.ToDictionary(axis => axis.Key, axis => axis.Key == batch ? 1 : axis.Value);

    /// <summary>Takes other lengths from now on; false when all have been tried.</summary>
    public bool TryOthers() => ++_attempt < 5;

    /// <summary>The lengths for one time.</summary>
    public IReadOnlyDictionary<string, long> Lengths(int time)
    {
        var lengths = new Dictionary<string, long>();
        foreach (var (at, (name, length)) in example.Index())
        {
            lengths.Add(name, name == batch ? BatchSizes[time] : time == 0 ? length : Other(length, at, time));
        }

        return lengths;
    }

    private long Other(long length, int at, int time)
    {
        // Large images grow by what most networks halve to; that costs less than doubling them.
        var attempt = length >= LargeLength ? (_attempt + 4) % 5 : _attempt;
        return attempt switch
        {
            0 => length * (time + 1 + at),
            1 => length + time + (2 * at),
            2 => Math.Max(1, length - time - (2 * at)),
            3 => Math.Max(1, length / (time + 1)),
            _ => length + (32 * (time + (2 * at))),
        };
    }
}
