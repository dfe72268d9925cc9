namespace Atelier;

/// <summary>Follows nested arrays while they are read, and requires that they are flat or nested exactly as a shape says.</summary>
internal sealed class NestedLevels(string name, int[] shape)
{
    private readonly int[] _counts = new int[shape.Length + 1];
    private bool _nested;

    /// <summary>How many arrays are open; 1 is the outermost.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>An inner array begins.</summary>
    public void Open(int elementsBefore)
    {
        if ((!_nested && elementsBefore > 0) || Depth >= shape.Length)
        {
            throw Uneven();
        }

        _nested = true;
        _counts[Depth - 1]++;
        _counts[Depth] = 0;
        Depth++;
    }

    /// <summary>An element comes.</summary>
    public void Count()
    {
        if (_nested && Depth != shape.Length)
        {
            throw Uneven();
        }

        _counts[Depth - 1]++;
    }

    /// <summary>An inner array ends.</summary>
    public void Close()
    {
        End();
        Depth--;
    }

    /// <summary>The outermost array ends.</summary>
    public void End()
    {
        if (_nested && _counts[Depth - 1] != shape[Depth - 1])
        {
            throw Uneven();
        }
    }

    private InvalidDataException Uneven() => new(
        $"`data` of `{name}` is nested otherwise than its shape {Check.Show([.. shape.Select(length => (long)length)])}; expected one flat "
        + "array in row-major order, or arrays nested as the shape says.");
}
