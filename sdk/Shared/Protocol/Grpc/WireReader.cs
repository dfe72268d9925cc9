using System.Buffers.Binary;

namespace Atelier;

/// <summary>Reads the fields of one message of Protocol Buffers where it lies, without making anything of it.</summary>
/// <remarks>
/// The messages of tensors are read by hand: the generated code makes an object of each entry before anyone can count them, by which a
/// small message takes many times its size. Source: the encoding of Protocol Buffers, https://protobuf.dev/programming-guides/encoding.
/// </remarks>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int KindBits = 3;
    private const int MaxGroups = 100;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>How its value lies.</summary>
    public WireKind Kind { get; private set; }

    /// <summary>Whether all has been read.</summary>
    public readonly bool AtEnd => _at == _bytes.Length;

    /// <summary>Whether the field is this one, and lies as it should; one that does not is unknown, as the encoding has it.</summary>
    public readonly bool Is(int field, WireKind kind) => Field == field && Kind == kind;

    /// <summary>Reads the number of the next field; its value must be read or skipped before the next call.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public bool Read()
    {
        if (AtEnd)
        {
            return false;
        }

        var tag = ReadVarint();
        var (field, kind) = (tag >> KindBits, (WireKind)(tag & ((1 << KindBits) - 1)));
        if (field is 0 or > (1 << 29) - 1 || kind > WireKind.Fixed32)
        {
            throw Malformed($"no field begins with {tag}");
        }

        (Field, Kind) = ((int)field, kind);
        return true;
    }

    /// <summary>Reads a varint, of which the highest of more than 64 bits are lost.</summary>
    /// <exception cref="InvalidDataException">It does not end.</exception>
    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (AtEnd)
            {
                throw Malformed("it ends within a number");
            }

            var part = _bytes[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed("a number has more than ten bytes");
    }

    /// <summary>Reads four bytes.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>Reads eight bytes.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a length, and gives where the so many bytes lie.</summary>
    /// <exception cref="InvalidDataException">So many are not left.</exception>
    public Range ReadRange()
    {
        var length = ReadVarint();
        if (length > (ulong)(_bytes.Length - _at))
        {
            throw Malformed($"a field of {length} bytes does not end within the {_bytes.Length - _at} that are left");
        }

        var start = _at;
        _at += (int)length;
        return start.._at;
    }

    /// <summary>Reads a length and so many bytes.</summary>
    /// <exception cref="InvalidDataException">So many are not left.</exception>
    public ReadOnlySpan<byte> ReadBytes() => _bytes[ReadRange()];

    /// <summary>Reads a text.</summary>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="InvalidDataException">It is no UTF-8.</exception>
    public string ReadText(string what) =>
        StrictUtf8.TryRead(ReadBytes(), out var text) ? text : throw new InvalidDataException($"{what} is not UTF-8; expected a text.");

    /// <summary>Passes the value of a field by.</summary>
    /// <exception cref="InvalidDataException">It does not end.</exception>
    public void Skip() => Skip(0);

    /// <summary>The error of bytes that are no message.</summary>
    public static InvalidDataException Malformed(string why) => new(
        $"The message is not what Protocol Buffers write: {why}. Send the messages of `inference.GRPCInferenceService`, as the Open "
        + "Inference Protocol v2 has them.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at)
        {
            throw Malformed("it ends within a number");
        }

        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    private void Skip(int groups)
    {
        switch (Kind)
        {
            case WireKind.Varint:
                ReadVarint();
                break;
            case WireKind.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireKind.Bytes:
                ReadRange();
                break;
            case WireKind.Fixed32:
                Take(sizeof(uint));
                break;
            case WireKind.GroupStart when groups < MaxGroups:
                SkipGroup(Field, groups + 1);
                break;
            default:
                throw Malformed(Kind == WireKind.GroupEnd ? "a group ends that has not begun" : "its groups are too deep");
        }
    }

    private void SkipGroup(int field, int groups)
    {
        while (Read())
        {
            if (Kind != WireKind.GroupEnd)
            {
                Skip(groups);
            }
            else if (Field == field)
            {
                return;
            }
            else
            {
                throw Malformed("a group ends that has not begun");
            }
        }

        throw Malformed("it ends within a group");
    }
}
