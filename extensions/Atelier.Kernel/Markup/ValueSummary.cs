using System.Globalization;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>One line for values whose properties lead through half of the runtime.</summary>
internal static class ValueSummary
{
    /// <summary>The line; null when the value is shown by its properties.</summary>
    public static string? Of(object value) => value switch
    {
        Type => null,
        Delegate function => OfDelegate(function),
        MemberInfo { DeclaringType: { } owner } member => $"{owner.ToDisplayString(PlainTextFormatter.MimeType)}: {member}",
        MemberInfo or ParameterInfo or Assembly or Module => value.ToString() ?? "",
        CultureInfo culture => $"{culture.Name} ({culture.EnglishName})".TrimStart(),
        _ => null,
    };

    private static string OfDelegate(Delegate function)
    {
        var type = function.GetType().ToDisplayString(PlainTextFormatter.MimeType);
        // The compiler's names for lambdas and local functions say nothing.
        return function.Method is { DeclaringType: { } owner, Name: var name } && !name.Contains('<', StringComparison.Ordinal)
            ? $"{type} ({owner.ToDisplayString(PlainTextFormatter.MimeType)}.{name})"
            : type;
    }
}
