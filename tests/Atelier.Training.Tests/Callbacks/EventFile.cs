using System.Buffers.Binary;
using System.Text;

namespace Atelier.Training.Tests;

/// <summary>Reads TensorBoard's event files by their published format, apart from the writer under test.</summary>
/// <remarks>TFRecord framing (length, masked CRC-32C, data, masked CRC-32C), then the protobuf fields of Event and Summary that scalars use.</remarks>
internal static class EventFile
{
    /// <summary>The scalars in the one event file of a folder, in order.</summary>
    public static IReadOnlyList<(string Tag, long Step, float Value, double Time)> Scalars(string folder)
    {
        var events = Records(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder)))).ToArray();
        var version = Fields(events[0]).Single(field => field.Number == 3);
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(version.Bytes));
        return [.. events.Skip(1).Select(Scalar)];
    }

    private static (string Tag, long Step, float Value, double Time) Scalar(byte[] data)
    {
        var fields = Fields(data).ToArray();
        var summary = fields.Single(field => field.Number == 5).Bytes;
        var value = Fields(Assert.Single(Fields(summary)).Bytes).ToArray();
        return (
            Encoding.UTF8.GetString(value.Single(field => field.Number == 1).Bytes),
            fields.Where(field => field.Number == 2).Select(field => (long)field.Varint).SingleOrDefault(),
            // A value of 0 is left out by protobuf's rules, unless it is in a oneof, as here.
            BinaryPrimitives.ReadSingleLittleEndian(value.Single(field => field.Number == 2).Bytes),
            BinaryPrimitives.ReadDoubleLittleEndian(fields.Single(field => field.Number == 1).Bytes));
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(MaskedCrc(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return data;
            at += 16 + length;
        }
    }

    private static IEnumerable<(int Number, ulong Varint, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var number = (int)(key >> 3);
            if ((key & 7) == 0)
            {
                yield return (number, Varint(message, ref at), []);
                continue;
            }

            var length = (key & 7) switch { 1 => 8, 2 => (int)Varint(message, ref at), 5 => 4, var type => throw new InvalidDataException($"wire type {type}") };
            yield return (number, 0, message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
