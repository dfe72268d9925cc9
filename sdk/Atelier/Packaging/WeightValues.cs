using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>Reads the elements of constant arrays, wherever an ONNX file keeps them, and compares them.</summary>
internal static class WeightValues
{
    /// <summary>How many elements of two arrays of one type and shape differ, and by how much at most; null where they are no numbers.</summary>
    public static (long Changed, double? Largest) Compare(TensorProto first, OnnxGraph firstGraph, TensorProto second, OnnxGraph secondGraph)
    {
        if (first.DataType == (int)TensorProto.Types.DataType.String)
        {
            var (old, now) = (first.StringData, second.StringData);
            return (old.Zip(now).Count(pair => pair.First != pair.Second) + Math.Abs(old.Count - now.Count), null);
        }

        var before = Bytes(first, firstGraph).Span;
        var after = Bytes(second, secondGraph).Span;
        if (before.SequenceEqual(after))
        {
            return (0, 0);
        }

        if (before.Length != after.Length)
        {
            throw new InvalidDataException(
                $"The weight `{first.Name}` has {before.Length} bytes in one graph and {after.Length} in the other, of one type and shape. Export the models again.");
        }

        return OnnxTypes.FromOnnx(first.DataType) switch
        {
            DataType.UInt8 => Compare<byte>(before, after),
            DataType.UInt16 => Compare<ushort>(before, after),
            DataType.UInt32 => Compare<uint>(before, after),
            DataType.UInt64 => Compare<ulong>(before, after),
            DataType.Int8 => Compare<sbyte>(before, after),
            DataType.Int16 => Compare<short>(before, after),
            DataType.Int32 => Compare<int>(before, after),
            DataType.Int64 => Compare<long>(before, after),
            DataType.Float16 => Compare<Half>(before, after),
            DataType.Float32 => Compare<float>(before, after),
            DataType.Float64 => Compare<double>(before, after),
            _ => (Count(before, after), null),
        };
    }

    private static long Count(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var changed = 0L;
        for (var i = 0; i < before.Length; i++)
        {
            changed += before[i] == after[i] ? 0 : 1;
        }

        return changed;
    }

    private static (long Changed, double? Largest) Compare<T>(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
        where T : unmanaged, INumber<T>
    {
        var old = MemoryMarshal.Cast<byte, T>(before);
        var now = MemoryMarshal.Cast<byte, T>(after);
        var (changed, largest) = (0L, 0.0);
        for (var i = 0; i < old.Length; i++)
        {
            if (!old[i].Equals(now[i]))
            {
                var difference = Math.Abs(double.CreateChecked(old[i]) - double.CreateChecked(now[i]));
                changed++;
                // From or to no number is as far as it gets.
                largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            }
        }

        return (changed, largest);
    }

    /// <summary>The elements of a constant array as little-endian bytes.</summary>
    /// <param name="tensor">An array of numbers.</param>
    /// <param name="graph">The graph whose files hold it where the tensor itself does not.</param>
    /// <exception cref="InvalidDataException">It lies outside of those files.</exception>
    internal static ReadOnlyMemory<byte> Bytes(TensorProto tensor, OnnxGraph graph) => tensor switch
    {
        { DataLocation: TensorProto.Types.DataLocation.External } => External(tensor, graph),
        { RawData.IsEmpty: false } => tensor.RawData.Memory,
        { FloatData.Count: > 0 } => Copy(tensor.FloatData.ToArray()),
        { DoubleData.Count: > 0 } => Copy(tensor.DoubleData.ToArray()),
        { Int64Data.Count: > 0 } => Copy(tensor.Int64Data.ToArray()),
        { Uint64Data.Count: > 0 } when tensor.DataType == (int)TensorProto.Types.DataType.Uint32 => Copy(tensor.Uint64Data.Select(value => (uint)value).ToArray()),
        { Uint64Data.Count: > 0 } => Copy(tensor.Uint64Data.ToArray()),
        // Small types have an int32 each, of which the lower bytes count.
        { Int32Data.Count: > 0 } => (OnnxTypes.FromOnnx(tensor.DataType)?.Size() ?? 4) switch
        {
            1 => Copy(tensor.Int32Data.Select(value => (byte)value).ToArray()),
            2 => Copy(tensor.Int32Data.Select(value => (ushort)value).ToArray()),
            _ => Copy(tensor.Int32Data.ToArray()),
        },
        _ => default,
    };

    private static byte[] Copy<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static ReadOnlyMemory<byte> External(TensorProto tensor, OnnxGraph graph)
    {
        var settings = tensor.ExternalData.ToLookup(entry => entry.Key, entry => entry.Value);
        var location = settings["location"].FirstOrDefault() ?? "";
        var file = graph.DataFiles.FirstOrDefault(file => file.Name == location)
            ?? throw new InvalidDataException($"The weight `{tensor.Name}` lies in `{location}`, which is no file of the package. Export and package the model again.");
        var offset = Number("offset", 0);
        var length = Number("length", file.Bytes.Length - offset);
        return offset >= 0 && length >= 0 && offset + length <= file.Bytes.Length
            ? file.Bytes.Slice((int)offset, (int)length)
            : throw new InvalidDataException(
                $"The weight `{tensor.Name}` lies at {offset} to {offset + length} of `{location}`, which has {file.Bytes.Length} bytes. Export and package the model again.");

        long Number(string key, long standard) => settings[key].FirstOrDefault() is not { } text ? standard
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue ? value
            : throw new InvalidDataException($"The weight `{tensor.Name}` has the {key} `{text}`; expected a whole number up to {int.MaxValue}. Export the model again.");
    }
}
