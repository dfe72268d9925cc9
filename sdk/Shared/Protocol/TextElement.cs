using System.Text.Json;

namespace Atelier;

/// <summary>Texts.</summary>
internal readonly struct TextElement : IJsonElement<string>
{
    public static string Expected => "a string";

    public static bool TryRead(ref Utf8JsonReader reader, out string value)
    {
        value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.String;
    }
}
