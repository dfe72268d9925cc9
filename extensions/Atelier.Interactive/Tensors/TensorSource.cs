namespace Atelier.Interactive;

/// <summary>A tensor of any library, read in blocks so that a giant one is never copied as a whole.</summary>
internal abstract class TensorSource
{
    /// <summary>What it is called, such as <c>Tensor</c> or the name of a model's input.</summary>
    public abstract string Title { get; }

    /// <summary>The element type by its name in its library.</summary>
    public abstract string ElementType { get; }

    /// <summary>The lengths of the dimensions.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>Where it lies and other properties; empty for none.</summary>
    public virtual string Detail => "";

    /// <summary>Why its elements cannot be shown as numbers; null when they can.</summary>
    public virtual string? Unreadable => null;

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Reads part of the elements in row-major order.</summary>
    /// <param name="stops">For each dimension, the index before which reading stops.</param>
    /// <param name="steps">For each dimension, the distance from one element read to the next, at least 1.</param>
    public abstract double[] Read(IReadOnlyList<long> stops, IReadOnlyList<long> steps);

    /// <summary>The first elements in row-major order, as text.</summary>
    public virtual IReadOnlyList<string> First(int most)
    {
        // The smallest leading block with enough elements: whole trailing dimensions, part of one, the start of the others.
        var stops = new long[Shape.Count];
        long wanted = most;
        for (var i = Shape.Count - 1; i >= 0; i--)
        {
            stops[i] = Math.Min(Shape[i], wanted);
            wanted = Shape[i] == 0 ? 1 : (wanted + Shape[i] - 1) / Shape[i];
        }

        return [.. Read(stops, [.. stops.Select(_ => 1L)]).Take(most).Select(Show.Number)];
    }

    /// <summary>Elements for statistics: all of them, or an even grid of at most <paramref name="most"/>.</summary>
    public double[] Sample(long most)
    {
        var steps = Shape.Select(_ => 1L).ToArray();
        while (Size(steps) > most)
        {
            var longest = Enumerable.Range(0, steps.Length).MaxBy(i => Shape[i] / steps[i]);
            steps[longest] *= 2;
        }

        return Read(Shape, steps);
    }

    private long Size(long[] steps) =>
        Shape.Zip(steps, (length, step) => (length + step - 1) / step).Aggregate(1L, (product, length) => product * length);
}
