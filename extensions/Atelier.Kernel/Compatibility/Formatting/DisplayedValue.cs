using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Something shown in a cell's output, whose content can be replaced.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    private DisplayedValue(object? value, string[] mimeTypes, IReadOnlyList<FormattedValue> formattedValues)
    {
        (Value, _mimeTypes, FormattedValues) = (value, mimeTypes, formattedValues);
    }

    /// <summary>The name by which front ends know the display.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What is shown now.</summary>
    public object? Value { get; private set; }

    /// <summary>The representations of what is shown now.</summary>
    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    /// <summary>Whether the content has been replaced.</summary>
    public bool IsUpdated { get; private set; }

    /// <summary>Shows another value in the place of the present one, in the same MIME types if those were chosen.</summary>
    /// <param name="updatedValue">The value.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public void Update(object? updatedValue)
    {
        (Value, FormattedValues, IsUpdated) = (updatedValue, DisplayBundle.Format(updatedValue, _mimeTypes), true);
        Put(isUpdate: true);
    }

    internal static DisplayedValue Show(object? value, string[] mimeTypes)
    {
        var shown = new DisplayedValue(value, mimeTypes, DisplayBundle.Format(value, mimeTypes));
        shown.Put(isUpdate: false);
        return shown;
    }

    internal static DisplayedValue Show(IReadOnlyList<FormattedValue> formattedValues)
    {
        var shown = new DisplayedValue(formattedValues[0].Value, [.. formattedValues.Select(value => value.MimeType)], formattedValues);
        shown.Put(isUpdate: false);
        return shown;
    }

    private void Put(bool isUpdate)
    {
        var session = NotebookSession.Current
            ?? throw new InvalidOperationException(
                "There is no notebook to display a value in. Call display from a cell, or from code that a cell calls.");
        session.Display(Value, FormattedValues, DisplayId, isUpdate);
    }
}
