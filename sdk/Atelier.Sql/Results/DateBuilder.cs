namespace Atelier.Sql;

/// <summary>DATE, days since 1970-01-01, as DateOnly.</summary>
internal sealed class DateBuilder(string name) : FixedBuilder<int, DateOnly>(name)
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    protected override void Convert(ReadOnlySpan<int> source, Span<DateOnly> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var day = (long)source[i] + Epoch;
            if ((ulong)day > (ulong)DateOnly.MaxValue.DayNumber)
            {
                throw OutOfRange($"a date {source[i]} days from 1970-01-01", "DateOnly (years 1 to 9999)", "Cast it to varchar, or replace it, in SQL.");
            }

            target[i] = DateOnly.FromDayNumber((int)day);
        }
    }
}
