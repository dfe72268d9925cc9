using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>Text that was written for a terminal.</summary>
internal static partial class AnsiText
{
    /// <summary>The text without the sequences that colour it and move the cursor.</summary>
    public static string Strip(string text) => text.Contains('\u001b', StringComparison.Ordinal) ? Sequence().Replace(text, "") : text;

    [GeneratedRegex(@"\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-Z\\^_])")]
    private static partial Regex Sequence();
}
