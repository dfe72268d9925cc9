using System.Globalization;
using System.Net;

namespace Atelier.Interactive;

/// <summary>How numbers and texts are written, independent of the machine's language.</summary>
internal static class Show
{
    /// <summary>Text made safe for HTML content and quoted attributes.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A noun with its number, such as <c>1 row</c> or <c>2,000 rows</c>.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}";

    /// <summary>A number with four digits that count.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A metric's figure with four decimals; very small and very large ones with four digits that count.</summary>
    public static string Figure(double value) =>
        value is 0 or (> -1e6 and <= -5e-4) or (>= 5e-4 and < 1e6) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : Number(value);

    /// <summary>A share of 0 to 1 as a percentage.</summary>
    public static string Share(double value) => (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number for HTML and SVG attributes.</summary>
    public static string Attribute(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    /// <summary>A shape, such as (2, 3); -1 stands for any length and comes first as the batch.</summary>
    public static string Shape(IEnumerable<long> shape)
    {
        var any = (int dimension) => dimension == 0 ? "batch" : "any";
        var parts = shape.Select((length, i) => length != -1 ? length.ToString(CultureInfo.InvariantCulture) : any(i)).ToArray();
        return parts.Length == 1 ? $"({parts[0]},)" : $"({string.Join(", ", parts)})";
    }

    /// <inheritdoc cref="Shape(IEnumerable{long})"/>
    public static string Shape(IEnumerable<int> shape) => Shape(shape.Select(length => (long)length));

    /// <summary>A duration in the unit that fits.</summary>
    public static string Duration(TimeSpan value) => value switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{value.Minutes} min {value.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value.TotalHours)} h {value.Minutes} min"),
    };

    /// <summary>A list in one line, cut after some entries.</summary>
    public static string List(IReadOnlyList<string> entries, int most = 20) =>
        string.Join(", ", entries.Take(most)) + (entries.Count > most ? $", ... ({Count(entries.Count - most)} more)" : "");
}
