using System.Runtime.InteropServices;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Reads the typed contents of a tensor, which are counted before anything is allocated for them.</summary>
internal static class WireContents
{
    private static readonly string[] Names =
    [
        "", "bool_contents", "int_contents", "int64_contents", "uint_contents", "uint64_contents", "fp32_contents", "fp64_contents",
        "bytes_contents",
    ];

    private delegate bool Convert<T>(ulong bits, out T value);

    /// <summary>Reads the elements.</summary>
    /// <param name="parts">
    /// The messages `InferTensorContents`: none where there are no elements, more than one where a sender cut them in pieces.
    /// </param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="InvalidDataException">The elements do not fit the type or the shape; the message says which.</exception>
    public static NamedTensor Read(List<ReadOnlyMemory<byte>> parts, string name, DataType type, int[] shape)
    {
        Source From(int field, WireKind kind = WireKind.Varint) => new(parts, name, type, shape, field, kind);
        return type switch
        {
            DataType.Bool => Read(From(1), static (ulong bits, out bool value) => Take(bits != 0, out value)),
            DataType.Int8 => Read(From(2), static (ulong bits, out sbyte value) => Take((sbyte)bits, out value) && value == (int)bits),
            DataType.Int16 => Read(From(2), static (ulong bits, out short value) => Take((short)bits, out value) && value == (int)bits),
            DataType.Int32 => Read(From(2), static (ulong bits, out int value) => Take((int)bits, out value)),
            DataType.Int64 => Read(From(3), static (ulong bits, out long value) => Take((long)bits, out value)),
            DataType.UInt8 => Read(From(4), static (ulong bits, out byte value) => Take((byte)bits, out value) && value == (uint)bits),
            DataType.UInt16 => Read(From(4), static (ulong bits, out ushort value) => Take((ushort)bits, out value) && value == (uint)bits),
            DataType.UInt32 => Read(From(4), static (ulong bits, out uint value) => Take((uint)bits, out value)),
            DataType.UInt64 => Read(From(5), static (ulong bits, out ulong value) => Take(bits, out value)),
            DataType.Float32 => Read(
                From(6, WireKind.Fixed32),
                static (ulong bits, out float value) => Take(BitConverter.UInt32BitsToSingle((uint)bits), out value)),
            DataType.Float64 => Read(
                From(7, WireKind.Fixed64),
                static (ulong bits, out double value) => Take(BitConverter.UInt64BitsToDouble(bits), out value)),
            DataType.String => ReadTexts(From(8, WireKind.Bytes)),
            _ => throw new InvalidDataException(
                $"`{name}` holds {type.ToProtocolName()} elements, for which the protocol has no typed contents. Send all tensors of the "
                + "message raw."),
        };
    }

    private static bool Take<T>(T given, out T value)
    {
        value = given;
        return true;
    }

    private static NamedTensor Read<T>(Source source, Convert<T> convert)
        where T : unmanaged
    {
        var data = new T[Count(source)];
        var at = 0;
        foreach (var part in source.Parts)
        {
            var reader = new WireReader(part.Span);
            while (reader.Read())
            {
                if (reader.Is(source.Field, WireKind.Bytes))
                {
                    at += ReadPacked(reader.ReadBytes(), source, data, at, convert);
                }
                else if (reader.Is(source.Field, source.Kind))
                {
                    data[at] = Element(ref reader, source, at, convert);
                    at++;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return NamedTensor.Create<T>(source.Name, data, source.Shape);
    }

    private static int ReadPacked<T>(ReadOnlySpan<byte> bytes, Source source, T[] data, int start, Convert<T> convert)
        where T : unmanaged
    {
        if (source.Kind != WireKind.Varint)
        {
            // FP32 and FP64, as they lie in memory.
            bytes.CopyTo(MemoryMarshal.AsBytes(data.AsSpan(start)));
            return bytes.Length / (source.Kind == WireKind.Fixed32 ? sizeof(uint) : sizeof(ulong));
        }

        var packed = new WireReader(bytes);
        var at = start;
        while (!packed.AtEnd)
        {
            data[at] = Element(ref packed, source, at, convert);
            at++;
        }

        return at - start;
    }

    private static T Element<T>(ref WireReader reader, Source source, int at, Convert<T> convert)
    {
        var bits = source.Kind switch
        {
            WireKind.Varint => reader.ReadVarint(),
            WireKind.Fixed32 => reader.ReadFixed32(),
            _ => reader.ReadFixed64(),
        };
        return convert(bits, out var value) ? value : throw new InvalidDataException(
            $"Element {at} of `{source.Name}` is {(source.Field == 2 ? (int)bits : (long)(uint)bits)}; expected "
            + $"{source.Type.ToProtocolName()}.");
    }

    private static NamedTensor ReadTexts(Source source)
    {
        var data = new string[Count(source)];
        var at = 0;
        foreach (var part in source.Parts)
        {
            var reader = new WireReader(part.Span);
            while (reader.Read())
            {
                if (reader.Is(source.Field, WireKind.Bytes))
                {
                    data[at] = StrictUtf8.TryRead(reader.ReadBytes(), out var text) ? text : throw new InvalidDataException(
                        $"Element {at} of `{source.Name}` is not UTF-8; BYTES elements are texts here. Send pictures as tensors of their pixels.");
                    at++;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return NamedTensor.Create<string>(source.Name, data, source.Shape);
    }

    /// <summary>The number of elements, which is that of the shape.</summary>
    private static int Count(Source source)
    {
        var count = 0L;
        foreach (var part in source.Parts)
        {
            var reader = new WireReader(part.Span);
            while (reader.Read())
            {
                if (reader.Kind == WireKind.Bytes)
                {
                    var bytes = reader.ReadBytes();
                    count += reader.Field == source.Field ? CountOf(bytes, source) : 0;
                    EnsureField(reader.Field, bytes.Length > 0 || reader.Field == 8, source);
                }
                else
                {
                    count += reader.Is(source.Field, source.Kind) ? 1 : 0;
                    EnsureField(reader.Field, reader.Kind is WireKind.Varint or WireKind.Fixed32 or WireKind.Fixed64, source);
                    reader.Skip();
                }
            }
        }

        var needed = TensorElements.CountOf(source.Shape);
        return count == needed ? (int)count : throw new InvalidDataException(
            $"`{source.Name}` has {count} elements in `{Names[source.Field]}`; its shape "
            + $"{TensorElements.Show(source.Shape)} needs {needed}. Correct the shape or the contents.");
    }

    private static long CountOf(ReadOnlySpan<byte> packed, Source source)
    {
        if (source.Kind == WireKind.Bytes)
        {
            return 1;
        }

        if (source.Kind == WireKind.Varint)
        {
            return packed.Length - CountAtLeast(packed, 0x80);
        }

        var size = source.Kind == WireKind.Fixed32 ? sizeof(uint) : sizeof(ulong);
        return packed.Length % size == 0
            ? packed.Length / size
            : throw WireReader.Malformed($"`{Names[source.Field]}` of `{source.Name}` ends within a number");
    }

    private static int CountAtLeast(ReadOnlySpan<byte> bytes, byte least)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += value >= least ? 1 : 0;
        }

        return count;
    }

    private static void EnsureField(int field, bool hasElements, Source source)
    {
        if (field != source.Field && field < Names.Length && hasElements)
        {
            throw new InvalidDataException(
                $"`{source.Name}` holds {source.Type.ToProtocolName()} elements and has `{Names[field]}`; expected "
                + $"`{Names[source.Field]}`. Correct `datatype` or the contents.");
        }
    }

    private sealed record Source(List<ReadOnlyMemory<byte>> Parts, string Name, DataType Type, int[] Shape, int Field, WireKind Kind);
}
