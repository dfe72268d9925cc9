namespace Atelier.Training;

/// <summary>The name of an input of an exported graph, and which of its axes vary.</summary>
/// <remarks>
/// Axes of one name, also of different inputs, have one length: <c>new OnnxInput("tokens", "batch", "sequence")</c>, <c>new OnnxInput("image", "batch", null, "height", "width")</c>.
/// An axis without a name, and one past the end of the list, keeps the length of the example.
/// </remarks>
public sealed record OnnxInput
{
    /// <summary>Names an input.</summary>
    /// <param name="name">The name in the graph.</param>
    /// <param name="axes">The names of its axes in order; null for one that is fixed.</param>
    /// <exception cref="ArgumentException">The name is empty, or an axis' name is.</exception>
    public OnnxInput(string name, params IReadOnlyList<string?> axes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Any(axis => axis is not null && string.IsNullOrWhiteSpace(axis)))
        {
            throw new ArgumentException($"An axis of `{name}` has an empty name; expected a name such as `batch`, or null for a fixed length.", nameof(axes));
        }

        Name = name;
        Axes = [.. axes];
    }

    /// <summary>The name in the graph.</summary>
    public string Name { get; }

    /// <summary>The names of its axes in order; null for one that is fixed.</summary>
    public IReadOnlyList<string?> Axes { get; }
}
