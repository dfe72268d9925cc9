using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Shows values from cells.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value in the running cell's output.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; none means those that its type prefers.</param>
    /// <returns>The display, whose content can be replaced.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Shows a text as what it is said to be.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">What the text is, such as <c>text/html</c> or <c>text/markdown</c>.</param>
    /// <returns>The display, whose content can be replaced.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        return DisplayedValue.Show([new FormattedValue(mimeType, value)]);
    }

    /// <summary>Shows a sequence as a table with a column for each property of its items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="value">The sequence.</param>
    /// <param name="mimeTypes">The MIME types to show it in; none means those that tables prefer.</param>
    /// <returns>The display, whose content can be replaced.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes)
    {
        ArgumentNullException.ThrowIfNull(value);
        return DisplayedValue.Show(value.ToTabularDataResource(), mimeTypes);
    }
}
