using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>The formatting library's own formatters, without those that were registered with it.</summary>
internal static class LibraryFormatters
{
    private static readonly ConcurrentDictionary<(Type Type, string MimeType), ITypeFormatter[]> Known = new();

    /// <summary>Formats a value as the library does when nothing is registered.</summary>
    /// <returns>False when none of its formatters takes the value.</returns>
    public static bool Format(object? value, FormatContext context, string mimeType)
    {
        foreach (var formatter in Known.GetOrAdd((value?.GetType() ?? typeof(object), mimeType), key => Find(key.Type, key.MimeType)))
            if (formatter.Format(value!, context))
                return true;
        return false;
    }

    /// <summary>Those for a type, the most specific first, and of equals the first in the library's order.</summary>
    private static ITypeFormatter[] Find(Type type, string mimeType)
    {
        var registered = Formatter.RegisteredFormatters(includeDefaults: false).ToHashSet();
        var left = Formatter.RegisteredFormatters(includeDefaults: true)
            .Where(formatter => !registered.Contains(formatter) && formatter.MimeType == mimeType && Covers(formatter.Type, type))
            .ToList();
        var ordered = new ITypeFormatter[left.Count];
        for (var i = 0; i < ordered.Length; i++)
        {
            ordered[i] = left.Find(formatter => !left.Exists(other => IsNarrower(other.Type, formatter.Type))) ?? left[0];
            left.Remove(ordered[i]);
        }
        return ordered;
    }

    private static bool IsNarrower(Type one, Type other) => Covers(other, one) && !Covers(one, other);

    private static bool Covers(Type wide, Type narrow) => wide.IsAssignableFrom(narrow)
        || (wide.IsGenericTypeDefinition && (narrow == wide || (narrow.IsGenericType && narrow.GetGenericTypeDefinition() == wide)));
}
