using System.Buffers.Binary;
using System.Numerics;

namespace Atelier.Preprocessing;

/// <summary>MurmurHash3 x86 32 bit (Appleby 2011): the same number on every machine and in every process.</summary>
internal static class MurmurHash
{
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 0u;
            var rest = bytes;
            for (; rest.Length >= 4; rest = rest[4..])
            {
                hash ^= Scramble(BinaryPrimitives.ReadUInt32LittleEndian(rest));
                hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xE6546B64;
            }

            var tail = 0u;
            for (var at = rest.Length - 1; at >= 0; at--)
            {
                tail = (tail << 8) | rest[at];
            }

            hash ^= Scramble(tail);
            hash ^= (uint)bytes.Length;
            hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
            hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
            return (int)(hash ^ (hash >> 16));
        }
    }

    private static uint Scramble(uint block) => unchecked(BitOperations.RotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593);
}
