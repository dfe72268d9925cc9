using System.Runtime.InteropServices;
using Atelier.Prediction;

namespace Atelier;

/// <summary>Reads the typed contents of a tensor, which are counted before anything is allocated for them.</summary>
internal static class WireContents
{
    private static readonly string[] Names =
        ["", "bool_contents", "int_contents", "int64_contents", "uint_contents", "uint64_contents", "fp32_contents", "fp64_contents", "bytes_contents"];

    private delegate bool Convert<T>(ulong bits, out T value);

    /// <summary>Reads the elements.</summary>
    /// <param name="parts">The messages `InferTensorContents`: none where there are no elements, more than one where a sender cut them in pieces.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="InvalidDataException">The elements do not fit the type or the shape; the message says which.</exception>
    public static NamedTensor Read(List<ReadOnlyMemory<byte>> parts, string name, DataType type, int[] shape) => type switch
    {
        DataType.Bool => Read(new(parts, name, type, shape, 1, WireKind.Varint), static (ulong bits, out bool value) => Fits(value = bits != 0)),
        DataType.Int8 => Read(new(parts, name, type, shape, 2, WireKind.Varint), static (ulong bits, out sbyte value) => (value = (sbyte)bits) == (int)bits),
        DataType.Int16 => Read(new(parts, name, type, shape, 2, WireKind.Varint), static (ulong bits, out short value) => (value = (short)bits) == (int)bits),
        DataType.Int32 => Read(new(parts, name, type, shape, 2, WireKind.Varint), static (ulong bits, out int value) => Fits(value = (int)bits)),
        DataType.Int64 => Read(new(parts, name, type, shape, 3, WireKind.Varint), static (ulong bits, out long value) => Fits(value = (long)bits)),
        DataType.UInt8 => Read(new(parts, name, type, shape, 4, WireKind.Varint), static (ulong bits, out byte value) => (value = (byte)bits) == (uint)bits),
        DataType.UInt16 => Read(new(parts, name, type, shape, 4, WireKind.Varint), static (ulong bits, out ushort value) => (value = (ushort)bits) == (uint)bits),
        DataType.UInt32 => Read(new(parts, name, type, shape, 4, WireKind.Varint), static (ulong bits, out uint value) => Fits(value = (uint)bits)),
        DataType.UInt64 => Read(new(parts, name, type, shape, 5, WireKind.Varint), static (ulong bits, out ulong value) => Fits(value = bits)),
        DataType.Float32 => Read(new(parts, name, type, shape, 6, WireKind.Fixed32), static (ulong bits, out float value) => Fits(value = BitConverter.UInt32BitsToSingle((uint)bits))),
        DataType.Float64 => Read(new(parts, name, type, shape, 7, WireKind.Fixed64), static (ulong bits, out double value) => Fits(value = BitConverter.UInt64BitsToDouble(bits))),
        DataType.String => ReadTexts(new(parts, name, type, shape, 8, WireKind.Bytes)),
        _ => throw new InvalidDataException(
            $"`{name}` holds {type.ToProtocolName()} elements, for which the protocol has no typed contents. Send all tensors of the message raw."),
    };

    private static bool Fits<T>(T value) => value is not null;

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
            $"Element {at} of `{source.Name}` is {(source.Field == 2 ? (int)bits : (long)(uint)bits)}; expected {source.Type.ToProtocolName()}.");
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
                    data[at] = reader.ReadText($"Element {at} of `{source.Name}`");
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
            $"`{source.Name}` has {count} elements in `{Names[source.Field]}`; its shape {TensorElements.Show(source.Shape)} needs {needed}. Correct the shape or the contents.");
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
        return packed.Length % size == 0 ? packed.Length / size : throw WireReader.Malformed($"`{Names[source.Field]}` of `{source.Name}` ends within a number");
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
                $"`{source.Name}` holds {source.Type.ToProtocolName()} elements and has `{Names[field]}`; expected `{Names[source.Field]}`. Correct `datatype` or the contents.");
        }
    }

    private sealed record Source(List<ReadOnlyMemory<byte>> Parts, string Name, DataType Type, int[] Shape, int Field, WireKind Kind);
}
