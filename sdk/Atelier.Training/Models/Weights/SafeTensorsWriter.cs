using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Writes tensors in the safetensors format, byte for byte as its reference implementation does.</summary>
/// <remarks>
/// Eight bytes with the header's length, little-endian; the header as JSON without blanks, filled up with blanks to a multiple of 8; then
/// the tensors, types of larger elements first, equal types by name (its UTF-8 bytes), each row-major, without holes.
/// </remarks>
internal static class SafeTensorsWriter
{
    /// <summary>The most bytes that are handed to the stream, or copied from another device, at once.</summary>
    internal const int BlockBytes = 1 << 24;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file's whole content; the tensors stay as they are.</summary>
    /// <param name="stream">Where to write; it is neither flushed nor closed.</param>
    /// <param name="tensors">Any device and layout of strides; the order does not matter.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>, written in the order of their keys; null for none.</param>
    /// <exception cref="ArgumentException">A name is there twice or reserved, or a tensor's type has no word in the format.</exception>
    public static void Write(
        Stream stream, IReadOnlyList<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var sorted = Sorted(tensors);
        var header = Header(sorted.Select(part => (part.Name, part.Type, part.Tensor.shape)), metadata);
        stream.Write(header);
        foreach (var (_, _, tensor) in sorted)
        {
            WriteData(stream, tensor);
        }
    }

    private static List<(byte[] Name, SafeTensorsType Type, Tensor Tensor)> Sorted(IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var names = new HashSet<string>();
        var sorted = new List<(byte[] Name, SafeTensorsType Type, Tensor Tensor)>(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(tensors));
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            if (name == SafeTensorsHeader.MetadataName || !names.Add(name))
            {
                throw new ArgumentException(
                    $"The name `{name}` is {(names.Contains(name) ? "given to two tensors" : "kept by the format for its texts")}; "
                    + "expected a name of its own for each tensor.",
                    nameof(tensors));
            }

            sorted.Add((Encode(name), TypeOf(name, tensor), tensor));
        }

        sorted.Sort((left, right) =>
            left.Type.Rank != right.Type.Rank ? right.Type.Rank.CompareTo(left.Type.Rank) : left.Name.AsSpan().SequenceCompareTo(right.Name));
        return sorted;
    }

    private static SafeTensorsType TypeOf(string name, Tensor tensor)
    {
        if (tensor.IsInvalid)
        {
            throw new ArgumentException($"The tensor `{name}` is disposed; expected one that lives until it is written.", "tensors");
        }

        if (tensor.is_sparse || tensor.device_type == TorchSharp.DeviceType.META)
        {
            throw new ArgumentException(
                $"The tensor `{name}` is {(tensor.is_sparse ? "sparse" : "without values (device meta)")}; expected a dense one with values.",
                "tensors");
        }

        return SafeTensorsType.Of(tensor.dtype) ?? throw new ArgumentException(
            $"The tensor `{name}` holds {tensor.dtype} values, for which safetensors has no word here; expected one of {SafeTensorsType.Supported}. "
            + "Convert it with tensor.to_type.",
            "tensors");
    }

    private static byte[] Header(
        IEnumerable<(byte[] Name, SafeTensorsType Type, long[] Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>(4096);
        json.Write(new byte[8]);
        json.Write("{"u8);
        var separator = "";
        if (metadata is not null)
        {
            Append(json, $"\"{SafeTensorsHeader.MetadataName}\":{{");
            foreach (var (key, value) in metadata.Select(pair => (Encode(pair.Key), Encode(pair.Value)))
                .OrderBy(pair => pair.Item1, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right))))
            {
                Append(json, separator);
                AppendText(json, key);
                Append(json, ":");
                AppendText(json, value);
                separator = ",";
            }

            Append(json, "}");
            separator = ",";
        }

        var start = 0UL;
        foreach (var (name, type, shape) in tensors)
        {
            var end = start + type.Bytes(shape)!.Value;
            Append(json, separator);
            AppendText(json, name);
            var lengths = string.Join(',', shape.Select(length => length.ToString(CultureInfo.InvariantCulture)));
            Append(
                json,
                string.Create(CultureInfo.InvariantCulture, $":{{\"dtype\":\"{type.Name}\",\"shape\":[{lengths}],\"data_offsets\":[{start},{end}]}}"));
            (start, separator) = (end, ",");
        }

        Append(json, "}");
        Append(json, new string(' ', (8 - json.WrittenCount % 8) % 8));
        var header = json.WrittenSpan.ToArray();
        if (header.Length - 8 > SafeTensorsHeader.MaximumLength)
        {
            throw new ArgumentException(
                $"Names, shapes and metadata take {header.Length - 8} bytes; the format allows {SafeTensorsHeader.MaximumLength}. "
                + "Shorten the metadata or write several files.",
                nameof(metadata));
        }

        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    /// <summary>As the reference does: quotes, backslashes and control characters escaped, the shortest way; everything else as it is.</summary>
    private static void AppendText(ArrayBufferWriter<byte> json, byte[] utf8)
    {
        json.Write("\""u8);
        foreach (var one in utf8)
        {
            switch (one)
            {
                case (byte)'"': json.Write("\\\""u8); break;
                case (byte)'\\': json.Write("\\\\"u8); break;
                case (byte)'\b': json.Write("\\b"u8); break;
                case (byte)'\t': json.Write("\\t"u8); break;
                case (byte)'\n': json.Write("\\n"u8); break;
                case (byte)'\f': json.Write("\\f"u8); break;
                case (byte)'\r': json.Write("\\r"u8); break;
                case < 0x20: Append(json, $"\\u00{one:x2}"); break;
                default: json.Write([one]); break;
            }
        }

        json.Write("\""u8);
    }

    private static void Append(ArrayBufferWriter<byte> json, string ascii) => json.Write(Encoding.ASCII.GetBytes(ascii));

    private static byte[] Encode(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException(
                $"A name or text has half a surrogate pair at character {exception.Index}; expected whole Unicode characters.", nameof(text), exception);
        }
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        // A view where the tensor is contiguous, and so without a copy; else one copy of this tensor alone.
        var flat = tensor.detach().contiguous().view(-1);
        var block = BlockBytes / (int)flat.ElementSize;
        for (var start = 0L; start < flat.NumberOfElements; start += block)
        {
            using var part = flat.narrow(0, start, Math.Min(block, flat.NumberOfElements - start));
            if (part.device_type == TorchSharp.DeviceType.CPU)
            {
                stream.Write(part.bytes);
            }
            else
            {
                using var here = part.cpu();
                stream.Write(here.bytes);
            }
        }
    }
}
