using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>Finds what a piece of HTML would load from the network.</summary>
internal static partial class NetworkReferences
{
    /// <summary>The addresses, each once; links that wait for a click do not count.</summary>
    public static IEnumerable<string> In(string html) => Reference().Matches(html).Select(match => match.Groups["url"].Value).Distinct();

    [GeneratedRegex(
        """(?:<(?:script|img|iframe|link|source|video|audio|embed)\s(?:[^<>]*?\s)?(?:src|srcset|href|poster)\s*=\s*["']?|\burl\(\s*["']?|@import\s+["'])(?<url>(?:https?:)?//[^"'\s<>)]+)""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
