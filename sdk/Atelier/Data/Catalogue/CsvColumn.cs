using System.Globalization;
using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>A column of a catalogue's table: name and type.</summary>
internal sealed record CsvColumn(string Name, CsvType Type)
{
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm"];

    /// <summary>What a field of the column must be, for messages.</summary>
    public string Expected => Type switch
    {
        CsvType.Whole => "a whole number",
        CsvType.Number => "a number",
        CsvType.Truth => "True or False",
        CsvType.Date => "a date such as 2025-01-31 or 2025-01-31T08:00",
        _ => "text",
    };

    /// <summary>Converts fields; null stands for a missing value. Gives the index of a field that does not fit, or -1.</summary>
    public int Convert(IReadOnlyList<string?> fields, out DataFrameColumn column)
    {
        switch (Type)
        {
            case CsvType.Whole:
                var wrong = Parse(fields, ToWhole, out int?[] wholes);
                column = new Int32DataFrameColumn(Name, wholes);
                return wrong;
            case CsvType.Number:
                wrong = Parse(fields, ToNumber, out double?[] numbers);
                column = new DoubleDataFrameColumn(Name, numbers);
                return wrong;
            case CsvType.Truth:
                wrong = Parse(fields, ToTruth, out bool?[] truths);
                column = new BooleanDataFrameColumn(Name, truths);
                return wrong;
            case CsvType.Date:
                wrong = Parse(fields, ToDate, out DateTime?[] dates);
                column = new DateTimeDataFrameColumn(Name, dates);
                return wrong;
            default:
                column = new StringDataFrameColumn(Name, fields);
                return -1;
        }
    }

    private static (bool Fits, int Value) ToWhole(string text) =>
        (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value), value);

    private static (bool Fits, double Value) ToNumber(string text) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value), value);

    private static (bool Fits, bool Value) ToTruth(string text) => (text is "True" or "False", text is "True");

    private static (bool Fits, DateTime Value) ToDate(string text) =>
        (DateTime.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value), value);

    private static int Parse<T>(IReadOnlyList<string?> fields, Func<string, (bool Fits, T Value)> parse, out T?[] values)
        where T : struct
    {
        values = new T?[fields.Count];
        for (var row = 0; row < values.Length; row++)
        {
            if (fields[row] is not { } text)
            {
                continue;
            }

            var (fits, value) = parse(text);
            if (!fits)
            {
                return row;
            }

            values[row] = value;
        }

        return -1;
    }
}
