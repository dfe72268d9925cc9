using System.Runtime.CompilerServices;

namespace Atelier.Sql;

/// <summary>Days as ISO 8601 writes them: 2024-02-29.</summary>
internal readonly struct DateParser : IFieldParser<DateOnly>
{
    private const int Length = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out DateOnly value)
    {
        value = default;
        if (field.Length != Length || field[4] != '-' || field[7] != '-')
        {
            return false;
        }

        var (year, month, day) = ((Two(field, 0) * 100) + Two(field, 2), Two(field, 5), Two(field, 8));
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        value = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Two digits as a number, far below zero where they are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens > 9 || ones > 9 ? -1_000_000 : (int)((tens * 10) + ones);
    }
}

/// <summary>Times as ISO 8601 writes them, without a zone, or midnight of a day.</summary>
internal readonly struct LocalTimeParser : IFieldParser<DateTime>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out DateTime value)
    {
        if (DateParser.TryParse(field, decimalSeparator, out var day))
        {
            value = day.ToDateTime(TimeOnly.MinValue);
            return true;
        }

        return IsoTime.TryParse(field, out value, out var rest) && rest.IsEmpty;
    }
}

/// <summary>Times as ISO 8601 writes them with a zone, as UTC.</summary>
internal readonly struct ZonedTimeParser : IFieldParser<DateTime>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out DateTime value)
    {
        if (!IsoTime.TryParse(field, out value, out var zone) || !TryOffset(zone, out var minutes))
        {
            return false;
        }

        var ticks = value.Ticks - (minutes * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> zone, out long minutes)
    {
        minutes = 0;
        if (zone.Length == 1 && zone[0] is (byte)'Z' or (byte)'z')
        {
            return true;
        }

        if (zone.Length is not (3 or 5 or 6) || zone[0] is not ((byte)'+' or (byte)'-') || (zone.Length == 6 && zone[3] != ':'))
        {
            return false;
        }

        var (hour, minute) = (DateParser.Two(zone, 1), zone.Length == 3 ? 0 : DateParser.Two(zone, zone.Length - 2));
        minutes = ((hour * 60) + minute) * (zone[0] == '-' ? -1 : 1);
        return hour is >= 0 and < 24 && minute is >= 0 and < 60;
    }
}

/// <summary>Either kind of time, for a declared column.</summary>
internal readonly struct AnyTimeParser : IFieldParser<DateTime>
{
    public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out DateTime value) =>
        LocalTimeParser.TryParse(field, decimalSeparator, out value) || ZonedTimeParser.TryParse(field, decimalSeparator, out value);
}

/// <summary>Day and time up to the zone.</summary>
internal static class IsoTime
{
    private const int ShortestWithTime = 16;

    public static bool TryParse(ReadOnlySpan<byte> field, out DateTime value, out ReadOnlySpan<byte> rest)
    {
        value = default;
        rest = default;
        if (field.Length < ShortestWithTime || !DateParser.TryParse(field[..10], 0, out var day) || field[10] is not ((byte)' ' or (byte)'T') || field[13] != ':')
        {
            return false;
        }

        var (hour, minute, second, fraction, at) = (DateParser.Two(field, 11), DateParser.Two(field, 14), 0, 0L, ShortestWithTime);
        if (field.Length >= 19 && field[16] == ':')
        {
            (second, at) = (DateParser.Two(field, 17), 19);
            if (field.Length > at + 1 && field[at] == '.')
            {
                // A tick is the seventh place; further places are cut.
                var unit = TimeSpan.TicksPerSecond;
                for (at++; at < field.Length && (uint)(field[at] - '0') <= 9; at++)
                {
                    unit /= 10;
                    fraction += unit * (field[at] - '0');
                }
            }
        }

        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        value = new DateTime(day.DayNumber * TimeSpan.TicksPerDay + (((hour * 60) + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction);
        rest = field[at..];
        return true;
    }
}
