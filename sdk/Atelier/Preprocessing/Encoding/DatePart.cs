namespace Atelier.Preprocessing;

/// <summary>A number that <see cref="DateParts"/> takes from a point in time, by its own clock: nothing is converted between time zones.</summary>
public enum DatePart
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>The quarter, 1 to 4.</summary>
    Quarter,

    /// <summary>The month, 1 to 12.</summary>
    Month,

    /// <summary>The day of the month, from 1.</summary>
    Day,

    /// <summary>The day of the week, 0 (Monday) to 6 (Sunday).</summary>
    DayOfWeek,

    /// <summary>The day of the year, from 1.</summary>
    DayOfYear,

    /// <summary>The hour, 0 to 23.</summary>
    Hour,

    /// <summary>1 on Saturdays and Sundays, else 0.</summary>
    IsWeekend,

    /// <summary>The seconds since 1970-01-01 00:00:00, with fractions; below 0 before.</summary>
    UnixSeconds,

    /// <summary>The days since the earliest date of the training data, with fractions; below 0 before.</summary>
    ElapsedDays,
}
