using System.Text;
using ZstdSharp;

namespace Atelier.Sql;

/// <summary>A decoding stream whose errors name the file.</summary>
internal sealed class CheckedStream(Stream inner, string path, string problem) : ReadOnlyStream(inner)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Inner.Read(buffer, offset, count);
        }
        catch (InvalidDataException error) when (error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ZstdException or DecoderFallbackException)
        {
            throw new InvalidDataException($"`{path}` cannot be read to its end: {problem} ({error.Message}). Fetch or write it again.", error);
        }
    }
}
