namespace Atelier.Preprocessing;

/// <summary>Text cut to a length that fits into a message or a name.</summary>
internal static class ShortText
{
    private const int Most = 60;

    public static string Of(string text) => text.Length <= Most
        ? text
        : FormattableString.Invariant($"{text[..Most]}... ({text.Length} characters)");
}
