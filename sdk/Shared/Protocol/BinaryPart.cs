using System.Globalization;

namespace Atelier;

/// <summary>
/// The bytes behind the JSON of a message of the protocol's binary tensor data extension, taken tensor by tensor in the order of the
/// JSON; compiled into server and client.
/// </summary>
internal sealed class BinaryPart(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The header that says how many bytes at the start of the body are JSON; without it, all of them are.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>The type of a body with a binary part.</summary>
    public const string MediaType = "application/octet-stream";

    private int _taken;

    /// <summary>How many bytes at the start of a body are JSON.</summary>
    /// <param name="header">The value of <see cref="LengthHeader"/>; null where the message has none.</param>
    /// <param name="bodyLength">The length of the whole body in bytes.</param>
    /// <exception cref="InvalidDataException">The header is no length within the body.</exception>
    public static int JsonLength(string? header, int bodyLength)
    {
        if (header is null)
        {
            return bodyLength;
        }

        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0 && length <= bodyLength
            ? length
            : throw new InvalidDataException(
                $"The header {LengthHeader} is `{header}` and the body has {bodyLength} bytes; expected the number of bytes at the "
                + "start of the body that are JSON, at least 1 and no more than the body has.");
    }

    /// <summary>The bytes of the next tensor.</summary>
    /// <exception cref="InvalidDataException">So many are not left.</exception>
    public ReadOnlySpan<byte> Take(string name, long size)
    {
        var left = bytes.Length - _taken;
        if (size > left)
        {
            throw new InvalidDataException(
                $"`{name}` has no `data`, and its `binary_data_size` is {size} where {left} bytes are left behind the JSON. Send the "
                + $"elements behind the JSON in the order of the tensors, and the length of the JSON in the header {LengthHeader}.");
        }

        var part = bytes.Span.Slice(_taken, (int)size);
        _taken += part.Length;
        return part;
    }

    /// <summary>Requires that the tensors have taken every byte.</summary>
    /// <exception cref="InvalidDataException">Some are left.</exception>
    public void End()
    {
        if (_taken != bytes.Length)
        {
            throw new InvalidDataException(
                $"Behind the JSON are {bytes.Length} bytes; the tensors' `binary_data_size` take {_taken} of them. Correct the sizes, or "
                + $"the header {LengthHeader}.");
        }
    }
}
