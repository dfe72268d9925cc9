using System.Text;

namespace Atelier;

/// <summary>UTF-8 that refuses what is no Unicode, on both ways, as JSON does.</summary>
internal static class StrictUtf8
{
    /// <summary>The encoding; it throws an <see cref="EncoderFallbackException"/> or <see cref="DecoderFallbackException"/>.</summary>
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text that bytes are.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">The text; empty where they are none.</param>
    /// <returns>False where they are no UTF-8.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = Encoding.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
