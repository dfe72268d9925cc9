using System.Globalization;

namespace Atelier.Training;

/// <summary>The line that shows how far an epoch is, in the width that there is.</summary>
internal static class ProgressLine
{
    private const int WidestBar = 30;
    private const int NarrowestBar = 10;

    /// <summary>Such as <c>epoch 1/3 [=====>    ]  60 %, loss 0.3012, 215,000 rows/s</c>; never longer than the width.</summary>
    /// <param name="head">What always stands there, unless the width is less than that.</param>
    /// <param name="done">The share that is done, 0 to 1.</param>
    /// <param name="parts">What else is known; the last are left out first where there is no room, after the bar.</param>
    /// <param name="width">The most characters, at least 1.</param>
    public static string Fit(string head, double done, IEnumerable<string> parts, int width)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $" {Math.Floor(100 * done),3} %");
        foreach (var part in parts)
        {
            if (head.Length + tail.Length + 2 + part.Length > width)
            {
                break;
            }

            tail = $"{tail}, {part}";
        }

        var room = Math.Min(WidestBar, width - head.Length - tail.Length - 3);
        var text = room >= NarrowestBar ? $"{head} [{Bar(done, room)}]{tail}" : head + tail;
        return text.Length <= width ? text : text[..width];
    }

    /// <summary>A time in the units that matter, such as <c>12 s</c>, <c>3 min 20 s</c> or <c>2 h 5 min</c>.</summary>
    public static string Time(double seconds)
    {
        var (whole, minutes) = (Math.Round(seconds), Math.Round(seconds / 60));
        return whole < 60 ? FormattableString.Invariant($"{whole:0} s")
            : whole < 3600 ? FormattableString.Invariant($"{Math.Floor(whole / 60)} min {whole % 60} s")
            : FormattableString.Invariant($"{Math.Floor(minutes / 60):N0} h {minutes % 60} min");
    }

    private static string Bar(double done, int width)
    {
        var filled = Math.Clamp((int)(done * width), 0, width);
        return filled == width ? new string('=', width) : $"{new string('=', filled)}>".PadRight(width);
    }
}
