using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Reads and writes the elements of a tensor as bytes; compiled into server and client.</summary>
/// <remarks>
/// The form of the Open Inference Protocol's binary tensor data extension: little-endian elements in row-major order without
/// padding, BOOL a byte of 0 or 1, BYTES a length of four bytes and then so many bytes, here UTF-8. Numbers are copied as they lie
/// in memory, which is little-endian on every platform that the SDK runs on.
/// </remarks>
internal static class BinaryElements
{
    private const int LengthSize = sizeof(int);

    /// <summary>Reads a tensor; the bytes are copied once, and nothing is allocated that they do not fill.</summary>
    /// <exception cref="InvalidDataException">The bytes do not fit the type or the shape; the message says which.</exception>
    public static NamedTensor Read(ReadOnlySpan<byte> bytes, string name, DataType type, int[] shape) => type switch
    {
        DataType.Bool => ReadBools(bytes, name, shape),
        DataType.UInt8 => ReadNumbers<byte>(bytes, name, type, shape),
        DataType.UInt16 => ReadNumbers<ushort>(bytes, name, type, shape),
        DataType.UInt32 => ReadNumbers<uint>(bytes, name, type, shape),
        DataType.UInt64 => ReadNumbers<ulong>(bytes, name, type, shape),
        DataType.Int8 => ReadNumbers<sbyte>(bytes, name, type, shape),
        DataType.Int16 => ReadNumbers<short>(bytes, name, type, shape),
        DataType.Int32 => ReadNumbers<int>(bytes, name, type, shape),
        DataType.Int64 => ReadNumbers<long>(bytes, name, type, shape),
        DataType.Float16 => ReadNumbers<Half>(bytes, name, type, shape),
        DataType.Float32 => ReadNumbers<float>(bytes, name, type, shape),
        DataType.Float64 => ReadNumbers<double>(bytes, name, type, shape),
        DataType.String => ReadTexts(bytes, name, shape),
        _ => throw new InvalidOperationException($"Unknown element type {type}."),
    };

    /// <summary>How many bytes <see cref="Write"/> writes for a tensor.</summary>
    public static long SizeOf(NamedTensor tensor)
    {
        if (tensor.DataType != DataType.String)
        {
            return (long)tensor.Count * ElementSize(tensor.DataType);
        }

        var size = 0L;
        foreach (var text in tensor.Values<string>().Span)
        {
            size += LengthSize + StrictUtf8.Encoding.GetByteCount(text);
        }

        return size;
    }

    /// <summary>Writes the elements of a tensor.</summary>
    public static void Write(IBufferWriter<byte> target, NamedTensor tensor)
    {
        if (tensor.DataType == DataType.String)
        {
            WriteTexts(target, tensor.Values<string>().Span);
        }
        else
        {
            target.Write(Bytes(tensor));
        }
    }

    private static NamedTensor ReadNumbers<T>(ReadOnlySpan<byte> bytes, string name, DataType type, int[] shape)
        where T : unmanaged
    {
        var count = TensorElements.CountOf(shape);
        var size = count * Unsafe.SizeOf<T>();
        if (bytes.Length != size)
        {
            throw new InvalidDataException(
                $"`{name}` has {bytes.Length} bytes; {type.ToProtocolName()} elements in its shape {TensorElements.Show(shape)} take "
                + $"{size}. Correct the shape or `binary_data_size`.");
        }

        var data = GC.AllocateUninitializedArray<T>((int)count);
        bytes.CopyTo(MemoryMarshal.AsBytes(data.AsSpan()));
        return NamedTensor.Create<T>(name, data, shape);
    }

    private static NamedTensor ReadBools(ReadOnlySpan<byte> bytes, string name, int[] shape)
    {
        var at = bytes.IndexOfAnyExcept((byte)0, (byte)1);
        return at < 0
            ? ReadNumbers<bool>(bytes, name, DataType.Bool, shape)
            : throw new InvalidDataException($"Element {at} of `{name}` is the byte {bytes[at]}; expected BOOL, a byte of 0 or 1.");
    }

    private static NamedTensor ReadTexts(ReadOnlySpan<byte> bytes, string name, int[] shape)
    {
        var count = TensorElements.CountOf(shape);
        if (count > bytes.Length / LengthSize)
        {
            throw new InvalidDataException(
                $"`{name}` has {bytes.Length} bytes, too few for the lengths of {count} BYTES elements in its shape "
                + $"{TensorElements.Show(shape)}. Correct the shape, or send each element as a length of four bytes and its bytes.");
        }

        var data = new string[count];
        var rest = bytes;
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = ReadText(ref rest, i, name);
        }

        return rest.IsEmpty
            ? NamedTensor.Create<string>(name, data, shape)
            : throw new InvalidDataException(
                $"`{name}` has {rest.Length} bytes behind the {count} elements that its shape {TensorElements.Show(shape)} needs. Correct "
                + "the shape or `binary_data_size`.");
    }

    private static string ReadText(ref ReadOnlySpan<byte> rest, int element, string name)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(rest, out var length) || length > rest.Length - LengthSize)
        {
            throw new InvalidDataException(
                $"Element {element} of `{name}` does not end within the tensor's bytes; expected a length of four bytes, little-endian, and so many bytes.");
        }

        var bytes = rest.Slice(LengthSize, (int)length);
        rest = rest[(LengthSize + bytes.Length)..];
        return StrictUtf8.TryRead(bytes, out var text) ? text : throw new InvalidDataException(
            $"Element {element} of `{name}` is not UTF-8; BYTES elements are texts here. Send pictures as tensors of their pixels.");
    }

    private static void WriteTexts(IBufferWriter<byte> target, ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            var length = StrictUtf8.Encoding.GetByteCount(text);
            var span = target.GetSpan(LengthSize + length);
            BinaryPrimitives.WriteInt32LittleEndian(span, length);
            StrictUtf8.Encoding.GetBytes(text, span[LengthSize..]);
            target.Advance(LengthSize + length);
        }
    }

    private static int ElementSize(DataType type) => type switch
    {
        DataType.Bool or DataType.UInt8 or DataType.Int8 => 1,
        DataType.UInt16 or DataType.Int16 or DataType.Float16 => 2,
        DataType.UInt32 or DataType.Int32 or DataType.Float32 => 4,
        DataType.UInt64 or DataType.Int64 or DataType.Float64 => 8,
        _ => throw new InvalidOperationException($"The elements of {type} have no size of their own."),
    };

    private static ReadOnlySpan<byte> Bytes(NamedTensor tensor) => tensor.DataType switch
    {
        DataType.Bool => Bytes<bool>(tensor),
        DataType.UInt8 => Bytes<byte>(tensor),
        DataType.UInt16 => Bytes<ushort>(tensor),
        DataType.UInt32 => Bytes<uint>(tensor),
        DataType.UInt64 => Bytes<ulong>(tensor),
        DataType.Int8 => Bytes<sbyte>(tensor),
        DataType.Int16 => Bytes<short>(tensor),
        DataType.Int32 => Bytes<int>(tensor),
        DataType.Int64 => Bytes<long>(tensor),
        DataType.Float16 => Bytes<Half>(tensor),
        DataType.Float32 => Bytes<float>(tensor),
        DataType.Float64 => Bytes<double>(tensor),
        _ => throw new InvalidOperationException($"The elements of {tensor.DataType} do not lie in one piece."),
    };

    private static ReadOnlySpan<byte> Bytes<T>(NamedTensor tensor)
        where T : unmanaged => MemoryMarshal.AsBytes(tensor.Values<T>().Span);
}
