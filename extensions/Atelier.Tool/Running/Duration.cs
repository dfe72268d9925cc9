using System.Globalization;

namespace Atelier.Tool;

/// <summary>Times as people read them.</summary>
internal static class Duration
{
    /// <summary>Such as <c>0.42 s</c>, <c>12.3 s</c> and <c>2 min 05 s</c>.</summary>
    public static string Text(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        return seconds switch
        {
            < 9.995 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
            < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Round(seconds) / 60} min {(long)Math.Round(seconds) % 60:00} s"),
        };
    }
}
