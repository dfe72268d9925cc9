using System.Buffers;
using System.Runtime.InteropServices;
using Atelier.OpenInference;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier;

/// <summary>Gives the elements of tensors in the two forms of the protocol's messages.</summary>
internal static class TensorContents
{
    /// <summary>Whether there are typed contents for a type; FP16 travels raw, and with it all tensors of its message.</summary>
    public static bool HasTyped(DataType type) => type != DataType.Float16;

    /// <summary>The elements as bytes, which lie where the tensor has them: it must stay as it is until they are sent.</summary>
    public static ByteString Raw(NamedTensor tensor) => tensor.DataType switch
    {
        DataType.Bool => Raw<bool>(tensor),
        DataType.UInt8 => Raw<byte>(tensor),
        DataType.UInt16 => Raw<ushort>(tensor),
        DataType.UInt32 => Raw<uint>(tensor),
        DataType.UInt64 => Raw<ulong>(tensor),
        DataType.Int8 => Raw<sbyte>(tensor),
        DataType.Int16 => Raw<short>(tensor),
        DataType.Int32 => Raw<int>(tensor),
        DataType.Int64 => Raw<long>(tensor),
        DataType.Float16 => Raw<Half>(tensor),
        DataType.Float32 => Raw<float>(tensor),
        DataType.Float64 => Raw<double>(tensor),
        DataType.String => RawTexts(tensor),
        var other => throw Unknown(other),
    };

    /// <summary>The elements in the field of their type.</summary>
    public static InferTensorContents Typed(NamedTensor tensor)
    {
        var contents = new InferTensorContents();
        switch (tensor.DataType)
        {
            case DataType.Bool:
                contents.BoolContents.AddRange(Of<bool>(tensor));
                break;
            case DataType.UInt8:
                contents.UintContents.AddRange(Of<byte>(tensor).Select(value => (uint)value));
                break;
            case DataType.UInt16:
                contents.UintContents.AddRange(Of<ushort>(tensor).Select(value => (uint)value));
                break;
            case DataType.UInt32:
                contents.UintContents.AddRange(Of<uint>(tensor));
                break;
            case DataType.UInt64:
                contents.Uint64Contents.AddRange(Of<ulong>(tensor));
                break;
            case DataType.Int8:
                contents.IntContents.AddRange(Of<sbyte>(tensor).Select(value => (int)value));
                break;
            case DataType.Int16:
                contents.IntContents.AddRange(Of<short>(tensor).Select(value => (int)value));
                break;
            case DataType.Int32:
                contents.IntContents.AddRange(Of<int>(tensor));
                break;
            case DataType.Int64:
                contents.Int64Contents.AddRange(Of<long>(tensor));
                break;
            case DataType.Float32:
                contents.Fp32Contents.AddRange(Of<float>(tensor));
                break;
            case DataType.Float64:
                contents.Fp64Contents.AddRange(Of<double>(tensor));
                break;
            case DataType.String:
                contents.BytesContents.AddRange(Of<string>(tensor).Select(text => ByteString.CopyFrom(text, StrictUtf8.Encoding)));
                break;
            default:
                throw Unknown(tensor.DataType);
        }

        return contents;
    }

    private static IEnumerable<T> Of<T>(NamedTensor tensor) => MemoryMarshal.ToEnumerable(tensor.Values<T>());

    private static ByteString Raw<T>(NamedTensor tensor)
        where T : unmanaged => UnsafeByteOperations.UnsafeWrap(new TensorBytes<T>(tensor.Values<T>()).Memory);

    private static ByteString RawTexts(NamedTensor tensor)
    {
        var bytes = new ArrayBufferWriter<byte>();
        BinaryElements.Write(bytes, tensor);
        return UnsafeByteOperations.UnsafeWrap(bytes.WrittenMemory);
    }

    private static InvalidOperationException Unknown(DataType type) => new($"The elements of {type} have no such contents.");
}
