using System.Text.RegularExpressions;

namespace Atelier.Interactive.Tests;

/// <summary>Compares text with an approved file; a difference leaves a <c>.received</c> file beside it, to look at and rename.</summary>
internal static partial class Approval
{
    public static void Verify(string actual, string name)
    {
        var approved = Checkout.PathOf("tests", "Atelier.Interactive.Tests", "Approved", name);
        var received = Path.ChangeExtension(approved, ".received" + Path.GetExtension(name));
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        var readable = name.EndsWith(".html", StringComparison.Ordinal) ? Readable(actual) : actual + "\n";
        File.Delete(received);
        if (readable != expected)
        {
            File.WriteAllText(received, readable);
        }

        Assert.Equal(expected, readable);
    }

    /// <summary>One element a line, pictures by their size: the compressed bytes may differ from one machine to another.</summary>
    private static string Readable(string html)
    {
        html = html.Replace(Style.Element, "");
        html = Base64().Replace(html, match =>
        {
            var picture = PngReader.Decode(Convert.FromBase64String(match.Groups[1].Value));
            return $"({picture.Width} x {picture.Height} x {picture.Channels})";
        });
        return Opening().Replace(html, "\n<$1").TrimStart() + "\n";
    }

    [GeneratedRegex("data:image/png;base64,([A-Za-z0-9+/=]+)")]
    private static partial Regex Base64();

    [GeneratedRegex("<(p|div|table|thead|tbody|tr|th|td|caption|figure|svg|path|text|circle|rect|details)\\b")]
    private static partial Regex Opening();
}
