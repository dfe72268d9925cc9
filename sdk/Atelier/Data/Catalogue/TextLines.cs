using System.Text;

namespace Atelier.Data;

/// <summary>The lines of a text of the catalogue.</summary>
internal static class TextLines
{
    /// <summary>Every line without the blanks around it; only LF and CRLF end a line.</summary>
    /// <exception cref="InvalidDataException">The bytes do not fit the encoding, or a line is empty.</exception>
    public static string[] Read(byte[] content, string path, Encoding encoding)
    {
        var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        string text;
        try
        {
            text = strict.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"`{path}` is not {encoding.WebName} text from byte {error.Index} on. Is it another kind of file?", error);
        }

        string[] lines = [.. text.TrimEnd('\n', '\r').Split('\n').Select(line => line.Trim())];
        var empty = Array.IndexOf(lines, "");
        return empty < 0 ? lines : throw new InvalidDataException($"`{path}`, line {empty + 1} is empty; expected a sentence in every line.");
    }
}
