namespace Atelier.Prediction;

/// <summary>An array with a name, an element type and a shape: what goes into a model and what comes out of it.</summary>
/// <remarks>Immutable as long as nobody writes to the array it was made from, which is not copied. Safe to share between threads.</remarks>
public sealed class NamedTensor
{
    private readonly object _data;

    private NamedTensor(string name, DataType dataType, IReadOnlyList<int> shape, object data, int count)
    {
        Name = name;
        DataType = dataType;
        Shape = shape;
        _data = data;
        Count = count;
    }

    /// <summary>The name of the model's input or output.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public DataType DataType { get; }

    /// <summary>The lengths of the dimensions, the batch first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public int Count { get; }

    /// <summary>Makes a tensor over an array, without copying it.</summary>
    /// <typeparam name="T">An element type of <see cref="DataTypes"/>.</typeparam>
    /// <param name="name">The name of the model's input or output.</param>
    /// <param name="data">The elements in row-major order.</param>
    /// <param name="shape">The lengths of the dimensions, each at least 0.</param>
    /// <exception cref="ArgumentException">The number of elements does not fit the shape, or no tensor holds such elements.</exception>
    public static NamedTensor Create<T>(string name, ReadOnlyMemory<T> data, params IReadOnlyList<int> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        var count = 1L;
        for (var i = 0; i < shape.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[i], nameof(shape));
            count = Math.Min(count * shape[i], int.MaxValue + 1L);
        }

        if (count != data.Length)
        {
            throw new ArgumentException(
                $"`{name}` has {data.Length} elements; its shape {Check.Show([.. shape.Select(length => (long)length)])} needs {count}. "
                + "Correct the shape or the data.",
                nameof(data));
        }

        return new NamedTensor(name, Element<T>.Type ?? DataTypes.FromElementType(typeof(T)), Copy(shape), data, data.Length);
    }

    /// <summary>The elements in row-major order.</summary>
    /// <typeparam name="T">The .NET type of <see cref="DataType"/>.</typeparam>
    /// <exception cref="InvalidCastException">The elements have another type.</exception>
    public ReadOnlyMemory<T> Values<T>() => _data is ReadOnlyMemory<T> data
        ? data
        : throw new InvalidCastException($"`{Name}` holds {DataType.ToElementType().Name} elements; Values<{typeof(T).Name}> was asked for.");

    /// <summary>Name, type and shape, such as <c>features FP32 (1, 784)</c>.</summary>
    public override string ToString() =>
        $"{Name} {DataType.ToProtocolName()} {Check.Show([.. Shape.Select(length => (long)length)])}";

    // Every prediction makes two tensors, also those that take microseconds.
    private static int[] Copy(IReadOnlyList<int> shape)
    {
        if (shape is int[] lengths)
        {
            return lengths.AsSpan().ToArray();
        }

        var copy = new int[shape.Count];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = shape[i];
        }

        return copy;
    }

    /// <summary>The type of elements, looked up once; null where no tensor holds them.</summary>
    private static class Element<T>
    {
        public static readonly DataType? Type = Enum.GetValues<DataType>().Cast<DataType?>().FirstOrDefault(type => type!.Value.ToElementType() == typeof(T));
    }
}
