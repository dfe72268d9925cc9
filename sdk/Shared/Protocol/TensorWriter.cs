using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Writes the tensor objects of the Open Inference Protocol's JSON form, compiled into its server and its client.</summary>
internal static class TensorWriter
{
    /// <summary>How the protocol's messages are written: as JSON for a program, which needs no escapes for HTML.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private delegate void WriteValue<T>(Utf8JsonWriter writer, T value);

    /// <summary>Writes name, type, shape and the elements in one flat array; numbers in the shortest form that reads back equal.</summary>
    public static void Write(Utf8JsonWriter writer, NamedTensor tensor)
    {
        WriteStart(writer, tensor);
        writer.WriteStartArray("data"u8);
        WriteElements(writer, tensor);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes name, type, shape and the number of bytes that the elements take behind the JSON.</summary>
    public static void WriteSized(Utf8JsonWriter writer, NamedTensor tensor)
    {
        WriteStart(writer, tensor);
        writer.WriteStartObject("parameters"u8);
        writer.WriteNumber("binary_data_size"u8, BinaryElements.SizeOf(tensor));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter writer, NamedTensor tensor)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, tensor.Name);
        writer.WriteString("datatype"u8, tensor.DataType.ToProtocolName());
        writer.WriteStartArray("shape"u8);
        foreach (var length in tensor.Shape)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
    }

    private static void WriteElements(Utf8JsonWriter writer, NamedTensor tensor)
    {
        switch (tensor.DataType)
        {
            case DataType.Bool:
                Write<bool>(writer, tensor, static (json, value) => json.WriteBooleanValue(value));
                break;
            case DataType.UInt8:
                Write<byte>(writer, tensor, static (json, value) => json.WriteNumberValue((uint)value));
                break;
            case DataType.UInt16:
                Write<ushort>(writer, tensor, static (json, value) => json.WriteNumberValue((uint)value));
                break;
            case DataType.UInt32:
                Write<uint>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.UInt64:
                Write<ulong>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Int8:
                Write<sbyte>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Int16:
                Write<short>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Int32:
                Write<int>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Int64:
                Write<long>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Float16:
                WriteFloats<Half>(writer, tensor, static (json, value) => json.WriteNumberValue((float)value));
                break;
            case DataType.Float32:
                WriteFloats<float>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.Float64:
                WriteFloats<double>(writer, tensor, static (json, value) => json.WriteNumberValue(value));
                break;
            case DataType.String:
                Write<string>(writer, tensor, static (json, value) => json.WriteStringValue(value));
                break;
            default:
                throw new InvalidOperationException($"Unknown element type {tensor.DataType}.");
        }
    }

    private static void Write<T>(Utf8JsonWriter writer, NamedTensor tensor, WriteValue<T> write)
    {
        foreach (var value in tensor.Values<T>().Span)
        {
            write(writer, value);
        }
    }

    private static void WriteFloats<T>(Utf8JsonWriter writer, NamedTensor tensor, WriteValue<T> write)
        where T : IFloatingPointIeee754<T>
    {
        foreach (var value in tensor.Values<T>().Span)
        {
            if (T.IsFinite(value))
            {
                write(writer, value);
            }
            else
            {
                // As FloatElement reads them.
                writer.WriteStringValue(T.IsNaN(value) ? "NaN"u8 : T.IsPositive(value) ? "Infinity"u8 : "-Infinity"u8);
            }
        }
    }
}
