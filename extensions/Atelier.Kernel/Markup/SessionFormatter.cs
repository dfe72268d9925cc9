using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>The last of the registered formatters: takes the values that the formatting library shows badly, and leaves the rest to it.</summary>
/// <remarks>
/// It stands among the formatters that users register, and covers every type, so that any formatter of theirs comes before it. One of
/// theirs that returns false ends here too, and so with the library's own, which the library would not ask itself.
/// </remarks>
internal sealed class SessionFormatter(string mimeType, Func<object, FormatContext, bool> format) : ITypeFormatter
{
    private static readonly SessionFormatter[] All =
    [
        new(PlainTextFormatter.MimeType, PlainForms.TryWrite), new(HtmlFormatter.MimeType, HtmlForms.TryWrite),
    ];

    public string MimeType => mimeType;

    public Type Type => typeof(object);

    /// <summary>Registers the formatters, again where <see cref="Formatter.ResetToDefault"/> has taken them away.</summary>
    public static void Register()
    {
        if (Formatter.RegisteredFormatters(includeDefaults: false).OfType<SessionFormatter>().Any())
            return;
        JsonForms.Add();
        foreach (var formatter in All)
            Formatter.Register(formatter);
    }

    public bool Format(object? instance, FormatContext context) =>
        Peers().Any(peer => peer.Format(instance!, context))
        || (instance is not null && format(instance, context))
        || LibraryFormatters.Format(instance, context, mimeType);

    /// <summary>A user's formatters for everything that may have been registered before this one, which was reset in between.</summary>
    private IEnumerable<ITypeFormatter> Peers() => Formatter.RegisteredFormatters(includeDefaults: false)
        .Where(other => other is not SessionFormatter && other.Type == typeof(object) && other.MimeType == mimeType);
}
