namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value in one representation.</summary>
/// <param name="mimeType">What the text is.</param>
/// <param name="value">The text.</param>
public sealed class FormattedValue(string mimeType, string value)
{
    /// <summary>What the text is, such as <c>text/html</c>.</summary>
    public string MimeType { get; } = mimeType ?? throw new ArgumentNullException(nameof(mimeType));

    /// <summary>The text.</summary>
    public string Value { get; } = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>Whether front ends leave this representation out.</summary>
    public bool SuppressDisplay { get; set; }

    /// <summary>Formats a value in one MIME type.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The MIME type; null for the first that the value's type prefers.</param>
    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null)
    {
        mimeType ??= Formatter.GetPreferredMimeTypesFor(value?.GetType() ?? typeof(object)).FirstOrDefault() ?? Formatter.DefaultMimeType;
        return new FormattedValue(mimeType, value.ToDisplayString(mimeType));
    }

    /// <summary>Formats a value in several MIME types.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types; none for those that the value's type prefers.</param>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes)
    {
        IEnumerable<string> wanted = mimeTypes is { Length: > 0 } ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value?.GetType() ?? typeof(object));
        return [.. wanted.Select(mimeType => CreateSingleFromObject(value, mimeType))];
    }
}
