using System.Text.Json;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Turns columns of dates into numbers: year, month, day of the week and so on.</summary>
/// <remarks>
/// The features are called <c>column.month</c>, and <c>column.month.sin</c> and <c>column.month.cos</c> where cyclic; a missing date is NaN in
/// all of them. A cyclic part p of a period of n values, counted from 0, becomes sin(2 pi p / n) and cos(2 pi p / n), where n is the number of days of
/// that month or year for days. Takes columns of dates only and gives columns of numbers. As pandas 1.5, <c>Series.dt</c>.
/// </remarks>
public sealed class DateParts : Transformer<DateParts, DatePartsOptions, DateParts.Origins>
{
    internal const string KindName = "date-parts";

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public DateParts(DatePartsOptions? options = null)
        : base(options ?? new DatePartsOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string WhyNotOnnx => "reads dates, which ONNX has no operation for";

    /// <inheritdoc/>
    protected override Origins Learn(Dataset data)
    {
        foreach (var column in data.Columns)
        {
            if (column.Kind != FeatureKind.Date)
            {
                throw new ArgumentException(
                    $"The column `{column.Name}` of `{data.Name}` holds {(column.Kind == FeatureKind.Text ? "text" : "numbers")}; DateParts takes "
                    + "dates only. Read or convert it as dates, or route only the columns of dates to it with a ColumnPipeline.",
                    nameof(data));
            }
        }

        return new Origins([.. data.Columns.Select(column => Earliest(column.Dates.Span))]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Origins learned)
    {
        if (learned.Earliest.Length != input.Width || input.Kinds.Any(kind => kind != FeatureKind.Date) || input.Kinds.IsEmpty)
        {
            throw new InvalidDataException(
                $"The field `earliest` holds {learned.Earliest.Length} dates for {input.Width} columns, or a column holds no dates; "
                + "expected one date a column. The file was changed or is damaged.");
        }

        var names = input.Names.SelectMany(column => Options.Parts.SelectMany(part => Suffixes(part).Select(suffix => column + suffix)));
        string[] distinct = FeatureNames.Distinct(names);
        return new FeatureSchema([distinct.Length], distinct, isTabular: true);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var names = Output.Names;
        var result = new List<FeatureColumn>(names.Length);
        for (var at = 0; at < data.Columns.Count; at++)
        {
            var dates = data.Columns[at].Dates;
            var origin = Learned.Earliest[at];
            foreach (var part in Options.Parts)
            {
                var period = Options.Cyclic ? Period(part) : null;
                if (period is null)
                {
                    result.Add(new FeatureColumn(names[result.Count], Map(dates, date => Value(part, date, origin))));
                    continue;
                }

                double Turn(DateTime date) => 2 * Math.PI * (Value(part, date, origin) - First(part)) / period(date);
                result.Add(new FeatureColumn(names[result.Count], Map(dates, date => Math.Sin(Turn(date)))));
                result.Add(new FeatureColumn(names[result.Count], Map(dates, date => Math.Cos(Turn(date)))));
            }
        }

        return data.WithColumns(result);
    }

    private static DateTime? Earliest(ReadOnlySpan<DateTime?> dates)
    {
        DateTime? earliest = null;
        foreach (var date in dates)
        {
            if (date is { } present && (earliest is null || present < earliest))
            {
                earliest = present;
            }
        }

        return earliest;
    }

    private static double[] Map(ReadOnlyMemory<DateTime?> dates, Func<DateTime, double> value)
    {
        var result = new double[dates.Length];
        RowBlocks.ForEach(dates.Length, (start, rows) =>
        {
            var block = dates.Span.Slice(start, rows);
            for (var i = 0; i < block.Length; i++)
            {
                result[start + i] = block[i] is { } date ? value(date) : double.NaN;
            }
        });
        return result;
    }

    private static double Value(DatePart part, DateTime date, DateTime? origin) => part switch
    {
        DatePart.Year => date.Year,
        DatePart.Quarter => ((date.Month - 1) / 3) + 1,
        DatePart.Month => date.Month,
        DatePart.Day => date.Day,
        DatePart.DayOfWeek => ((int)date.DayOfWeek + 6) % 7,
        DatePart.DayOfYear => date.DayOfYear,
        DatePart.Hour => date.Hour,
        DatePart.IsWeekend => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0,
        DatePart.UnixSeconds => (date.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond,
        _ => origin is { } first ? (date.Ticks - first.Ticks) / (double)TimeSpan.TicksPerDay : double.NaN,
    };

    private static int First(DatePart part) => part is DatePart.DayOfWeek or DatePart.Hour ? 0 : 1;

    private static Func<DateTime, double>? Period(DatePart part) => part switch
    {
        DatePart.Quarter => _ => 4,
        DatePart.Month => _ => 12,
        DatePart.Day => date => DateTime.DaysInMonth(date.Year, date.Month),
        DatePart.DayOfWeek => _ => 7,
        DatePart.DayOfYear => date => DateTime.IsLeapYear(date.Year) ? 366 : 365,
        DatePart.Hour => _ => 24,
        _ => null,
    };

    private string[] Suffixes(DatePart part)
    {
        var name = "." + JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString());
        return Options.Cyclic && Period(part) is not null ? [name + ".sin", name + ".cos"] : [name];
    }

    /// <summary>What is learned.</summary>
    /// <param name="Earliest">The earliest date of each column; null where all are missing, which makes elapsed days NaN.</param>
    public sealed record Origins(DateTime?[] Earliest);
}
