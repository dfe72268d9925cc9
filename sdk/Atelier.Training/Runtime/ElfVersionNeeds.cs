using System.Buffers.Binary;
using System.Text;

namespace Atelier.Training;

/// <summary>The symbol versions that a 64-bit little-endian ELF library asks of other libraries.</summary>
/// <remarks>
/// Layout after the System V ABI (ELF-64 object file format) and the symbol versioning chapter of the Linux Standard Base,
/// core specification 5.0, section 10.7: DT_VERNEED leads to a chain of Verneed records, each with a chain of Vernaux records.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const ushort WeakFlag = 2;
    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;
    private const long StringTableTag = 5;
    private const long VersionNeedTag = 0x6ffffffe;
    private const long VersionNeedCountTag = 0x6fffffff;

    /// <summary>Marks a needed version as weak: the loader then accepts a system that does not know it.</summary>
    /// <param name="image">The whole library; changed in place.</param>
    /// <param name="version">Such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>How many needs carry that name; marking them again changes nothing.</returns>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF library, or are cut off.</exception>
    public static int MarkWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("The bytes are no 64-bit little-endian ELF library.");
        }

        var (strings, needs, count) = ReadDynamic(image);
        var wanted = Encoding.ASCII.GetBytes(version + '\0');
        var marked = 0;
        for (var need = 0; need < count; need++)
        {
            var auxiliary = needs + UInt32(image, needs + 8);
            for (var entries = UInt16(image, needs + 2); entries > 0; entries--)
            {
                if (At(image, strings + UInt32(image, auxiliary + 8), 0).StartsWith(wanted))
                {
                    var flags = At(image, auxiliary + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
                    marked++;
                }

                auxiliary += UInt32(image, auxiliary + 12);
            }

            needs += UInt32(image, needs + 12);
        }

        return marked;
    }

    private static (long Strings, long Needs, long Count) ReadDynamic(Span<byte> image)
    {
        var (start, size) = FindDynamicSegment(image);
        long strings = 0, needs = 0, count = 0;
        for (var entry = start; entry + 16 <= start + size; entry += 16)
        {
            var value = Int64(image, entry + 8);
            switch (Int64(image, entry))
            {
                case StringTableTag: strings = FileOffset(image, value); break;
                case VersionNeedTag: needs = FileOffset(image, value); break;
                case VersionNeedCountTag: count = value; break;
            }
        }

        return (strings, needs, count);
    }

    private static (long Start, long Size) FindDynamicSegment(Span<byte> image)
    {
        foreach (var header in ProgramHeaders(image))
        {
            if (UInt32(image, header) == DynamicSegment)
            {
                return (Int64(image, header + 8), Int64(image, header + 32));
            }
        }

        throw new InvalidDataException("The ELF file has no dynamic segment; expected a shared library.");
    }

    /// <summary>Turns an address in memory into a position in the file.</summary>
    private static long FileOffset(Span<byte> image, long address)
    {
        foreach (var header in ProgramHeaders(image))
        {
            var start = Int64(image, header + 16);
            if (UInt32(image, header) == LoadSegment && address >= start && address - start < Int64(image, header + 32))
            {
                return address - start + Int64(image, header + 8);
            }
        }

        throw new InvalidDataException($"The ELF file has no segment for the address 0x{address:x}; it is damaged.");
    }

    private static long[] ProgramHeaders(Span<byte> image)
    {
        var table = Int64(image, 32);
        var size = UInt16(image, 54);
        return [.. Enumerable.Range(0, UInt16(image, 56)).Select(index => table + (long)index * size)];
    }

    private static long Int64(Span<byte> image, long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(image, offset, 8));

    private static uint UInt32(Span<byte> image, long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(image, offset, 4));

    private static ushort UInt16(Span<byte> image, long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(image, offset, 2));

    private static Span<byte> At(Span<byte> image, long offset, int length) =>
        offset >= 0 && offset <= image.Length - length
            ? image[(int)offset..]
            : throw new InvalidDataException($"The ELF file ends before its byte {offset + length}; it is cut off or damaged.");
}
