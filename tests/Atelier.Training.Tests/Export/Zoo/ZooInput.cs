using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>An input of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape in the example.</param>
/// <param name="Axes">The names of the axes that vary; null for those that do not.</param>
internal sealed record ZooInput(string Name, long[] Shape, params string?[] Axes)
{
    /// <summary>How much longer an axis other than the batch gets in a step.</summary>
    public long Step { get; init; } = 1;

    /// <summary>Whole numbers below this; 0 for floats around 0.</summary>
    public long Below { get; init; }

    /// <summary>Draws it.</summary>
    public Tensor Draw(long batch, long longer, Generator generator)
    {
        var shape = Shape.Select((length, axis) => Axes.ElementAtOrDefault(axis) switch
        {
            null => length,
            "batch" => batch,
            _ => length + (longer * Step),
        }).ToArray();
        return Below > 0 ? randint(0, Below, shape, dtype: ScalarType.Int64, generator: generator) : randn(shape, generator: generator);
    }
}
