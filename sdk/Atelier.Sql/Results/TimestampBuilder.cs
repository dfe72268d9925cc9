namespace Atelier.Sql;

/// <summary>The kinds of TIMESTAMP, a count of units since 1970-01-01, as DateTime; nanoseconds are cut to its 100.</summary>
/// <param name="name">The column's name.</param>
/// <param name="perSecond">The units in a second.</param>
/// <param name="kind">Utc for points in time, unspecified for what a clock shows.</param>
internal sealed class TimestampBuilder(string name, long perSecond, DateTimeKind kind) : FixedBuilder<long, DateTime>(name)
{
    private static readonly long Epoch = DateTime.UnixEpoch.Ticks;

    private readonly long _factor = Math.Max(1, TimeSpan.TicksPerSecond / perSecond);
    private readonly long _divisor = Math.Max(1, perSecond / TimeSpan.TicksPerSecond);

    protected override void Convert(ReadOnlySpan<long> source, Span<DateTime> target)
    {
        var (first, last) = ((DateTime.MinValue.Ticks - Epoch) / _factor, (DateTime.MaxValue.Ticks - Epoch) / _factor);
        for (var i = 0; i < source.Length; i++)
        {
            var units = _divisor == 1 ? source[i] : Floor(source[i], _divisor);
            if (units < first || units > last)
            {
                throw OutOfRange("a timestamp", "DateTime (years 1 to 9999)", "Cast it to varchar, or replace it, in SQL.");
            }

            target[i] = new DateTime(Epoch + (units * _factor), kind);
        }
    }

    private static long Floor(long value, long divisor)
    {
        var (quotient, rest) = Math.DivRem(value, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
