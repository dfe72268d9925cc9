using System.Globalization;

namespace Atelier.Training;

/// <summary>One length of a shape: a number, or a name for a length that is known only when the graph runs.</summary>
internal readonly record struct OnnxDimension(long Length, string? Name)
{
    public const string BatchName = "batch";

    public static OnnxDimension Batch { get; } = new(-1, BatchName);

    public bool IsDynamic => Name is not null;

    public static implicit operator OnnxDimension(long length) => new(length, null);

    /// <summary>The length of several dimensions laid into one.</summary>
    public static OnnxDimension Product(IEnumerable<OnnxDimension> dimensions)
    {
        var length = 1L;
        var names = new List<string>();
        foreach (var dimension in dimensions)
        {
            if (dimension.Name is { } name)
            {
                names.Add(name);
            }
            else
            {
                length = checked(length * dimension.Length);
            }
        }

        if (names.Count == 0)
        {
            return length;
        }

        if (length != 1)
        {
            names.Add(length.ToString(CultureInfo.InvariantCulture));
        }

        return new OnnxDimension(-1, string.Join("_times_", names));
    }

    public override string ToString() => Name ?? Length.ToString(CultureInfo.InvariantCulture);
}
