using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Inference;

/// <summary>Carries elements of one type between <see cref="NamedTensor"/> and ONNX Runtime.</summary>
internal abstract class ElementCodec
{
    private static readonly Dictionary<DataType, ElementCodec> All = new()
    {
        [DataType.Bool] = new NumberCodec<bool>(TensorElementType.Bool),
        [DataType.UInt8] = new NumberCodec<byte>(TensorElementType.UInt8),
        [DataType.UInt16] = new NumberCodec<ushort>(TensorElementType.UInt16),
        [DataType.UInt32] = new NumberCodec<uint>(TensorElementType.UInt32),
        [DataType.UInt64] = new NumberCodec<ulong>(TensorElementType.UInt64),
        [DataType.Int8] = new NumberCodec<sbyte>(TensorElementType.Int8),
        [DataType.Int16] = new NumberCodec<short>(TensorElementType.Int16),
        [DataType.Int32] = new NumberCodec<int>(TensorElementType.Int32),
        [DataType.Int64] = new NumberCodec<long>(TensorElementType.Int64),
        [DataType.Float16] = new NumberCodec<Half>(TensorElementType.Float16),
        [DataType.Float32] = new NumberCodec<float>(TensorElementType.Float),
        [DataType.Float64] = new NumberCodec<double>(TensorElementType.Double),
        [DataType.String] = new TextCodec(),
    };

    /// <summary>ONNX Runtime's name of the type.</summary>
    public abstract TensorElementType Type { get; }

    /// <summary>The bytes of one element; 0 for text.</summary>
    public abstract int Size { get; }

    public static ElementCodec For(DataType type) => All.TryGetValue(type, out var codec)
        ? codec
        : throw new InvalidDataException($"A signature names the element type {(int)type}; expected a member of DataType.");

    /// <summary>The bytes of all elements, about as many for text.</summary>
    public virtual long BytesOf(NamedTensor tensor) => (long)tensor.Count * Size;

    /// <summary>Copies the elements of a tensor to bytes of the same length.</summary>
    public abstract void CopyTo(NamedTensor tensor, Span<byte> target);

    /// <summary>Makes a tensor of a copy of bytes.</summary>
    public abstract NamedTensor ToTensor(string name, ReadOnlySpan<byte> bytes, IReadOnlyList<int> shape);

    /// <summary>Some rows of a tensor, without copying them.</summary>
    public abstract NamedTensor Rows(NamedTensor tensor, int start, int count);

    /// <summary>An array of elements of this type.</summary>
    public abstract Array Allocate(int count);

    /// <summary>Copies the elements of a tensor to a place in an array that <see cref="Allocate"/> made.</summary>
    public abstract void Put(NamedTensor tensor, Array all, int start);

    /// <summary>Makes a tensor over an array that <see cref="Allocate"/> made.</summary>
    public abstract NamedTensor ToTensor(string name, Array all, IReadOnlyList<int> shape);

    /// <summary>A tensor without content for a warm-up; open dimensions behind the first are 1.</summary>
    public NamedTensor Zeros(TensorSpec spec, int rows)
    {
        int[] shape = [.. spec.Shape.Select((length, axis) => length >= 0 ? length : axis == 0 ? rows : 1)];
        var count = shape.Aggregate(1, (product, length) => checked(product * length));
        return Size == 0
            ? NamedTensor.Create<string>(spec.Name, Enumerable.Repeat("", count).ToArray(), shape)
            : ToTensor(spec.Name, new byte[checked(count * Size)], shape);
    }

    /// <summary>Shows a tensor to ONNX Runtime.</summary>
    public abstract PinnedValue Wrap(NamedTensor tensor);

    /// <summary>Copies an answer of ONNX Runtime.</summary>
    public abstract NamedTensor Read(string name, OrtValue value);

    /// <summary>Some rows of a tensor of a type.</summary>
    protected static NamedTensor RowsOf<T>(NamedTensor tensor, int start, int count)
    {
        var width = tensor.Count / tensor.Shape[0];
        return NamedTensor.Create(tensor.Name, tensor.Values<T>().Slice(start * width, count * width), [count, .. tensor.Shape.Skip(1)]);
    }

    protected static long[] LongShape(NamedTensor tensor) => [.. tensor.Shape.Select(length => (long)length)];

    protected static int[] ShapeOf(OrtValue value) => [.. value.GetTensorTypeAndShape().Shape.Select(length => checked((int)length))];
}
