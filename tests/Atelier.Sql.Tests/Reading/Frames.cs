using System.Globalization;
using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Reading;

/// <summary>What is in a frame, as values to compare.</summary>
internal static class Frames
{
    public static object?[] Values(this DataFrame frame, string column) => [.. Enumerable.Range(0, (int)frame.Rows.Count).Select(row => frame[column][row])];

    public static string[] Names(this DataFrame frame) => [.. frame.Columns.Select(column => column.Name)];

    public static Type[] Types(this DataFrame frame) => [.. frame.Columns.Select(column => column.DataType)];

    /// <summary>Runs under a culture, and goes back.</summary>
    public static T Under<T>(string culture, Func<T> work)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
