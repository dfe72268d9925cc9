using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Atelier.Data;

/// <summary>What the start of an IDX file says: the type of its numbers and their shape.</summary>
/// <param name="Path">Where it was read, for messages.</param>
/// <param name="Type">The element type: 08 and 09 bytes, 0B int16, 0C int32, 0D float32, 0E float64.</param>
/// <param name="Shape">The lengths of the dimensions, outermost first, each at least 1.</param>
internal sealed record IdxHeader(string Path, byte Type, IReadOnlyList<int> Shape)
{
    /// <summary>No header is longer: it has at most 255 dimensions.</summary>
    public const int MostBytes = 4 + (4 * 255);

    /// <summary>The bytes of the header.</summary>
    public int Length => 4 + (4 * Shape.Count);

    /// <summary>The bytes of one number.</summary>
    public int ElementSize => SizeOf(Type);

    public bool IsFloatingPoint => Type >= 0x0D;

    /// <summary>The bytes that the shape says, at most <see cref="long.MaxValue"/>.</summary>
    public long ContentLength => Shape.Aggregate((long)ElementSize, (product, length) => product > long.MaxValue / length ? long.MaxValue : product * length);

    /// <summary>Reads the header at the start of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not IDX.</exception>
    public static IdxHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || SizeOf(bytes[2]) == 0 || bytes[3] == 0)
        {
            var start = Convert.ToHexString(bytes[..Math.Min(4, bytes.Length)]);
            throw new InvalidDataException(
                $"`{path}` starts with the bytes {(start.Length == 0 ? "(none)" : start)}; expected an IDX header: 00 00, an element type "
                + "of 08, 09, 0B, 0C, 0D or 0E, and at least one dimension. Is it another kind of file?");
        }

        var header = 4 + (4 * bytes[3]);
        if (bytes.Length < header)
        {
            throw new InvalidDataException($"`{path}` ends within its header of {header} bytes: it is truncated. Fetch it again.");
        }

        var shape = new int[bytes[3]];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(4 + (4 * i))..]);
            if (shape[i] < 1)
            {
                throw new InvalidDataException($"`{path}` says that dimension {i} has length {shape[i]}; expected at least 1.");
            }
        }

        return new IdxHeader(path, bytes[2], shape);
    }

    /// <summary>Requires a file of exactly the length that the header says.</summary>
    /// <param name="length">The bytes after the header.</param>
    /// <exception cref="InvalidDataException">It is shorter or longer.</exception>
    public void EnsureContent(long length)
    {
        if (length != ContentLength)
        {
            throw new InvalidDataException(
                $"`{Path}` holds {length} bytes after its header; its header says {ContentLength} for the shape "
                + $"{ShapeText.Row(Shape)}. The file is {(length < ContentLength ? "truncated" : "too long")}; fetch it again.");
        }
    }

    /// <summary>Turns stored numbers into float32.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (Type)
        {
            case 0x08:
                TensorPrimitives.ConvertTruncating(bytes, values);
                break;
            case 0x09:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes), values);
                break;
            case 0x0B:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * i)..]);
                }

                break;
            case 0x0C:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * i)..]);
                }

                break;
            case 0x0D:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * i)..]);
                }

                break;
            default:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = (float)BinaryPrimitives.ReadDoubleBigEndian(bytes[(8 * i)..]);
                }

                break;
        }
    }

    private static int SizeOf(byte type) => type switch
    {
        0x08 or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => 0,
    };
}
