using System.Collections;
using System.Dynamic;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>The plain text of sequences to which the formatting library gives no line breaks or no indentation.</summary>
/// <remarks>Which sequences those are is told by their types alone: a query is not run to find out.</remarks>
internal readonly struct PlainSequence(IEnumerable sequence, FormatContext context)
{
    private const int MostCopied = 100_000;

    private readonly Type _type = sequence.GetType();

    private string Line => "\n" + new string(' ', 4 + 2 * Math.Max(1, context.Depth));

    /// <summary>Writes the sequence when it is one of them.</summary>
    /// <returns>False, with nothing written, for all others.</returns>
    public bool TryWrite()
    {
        if (sequence is Array { Rank: > 1 } grid)
        {
            Copy(grid, _type.GetElementType()!, grid.Length).FormatTo(context, PlainTextFormatter.MimeType);
            return true;
        }
        if (sequence is ExpandoObject || ElementType() is not { } element)
            return false;
        if (NeedsDashes(element))
        {
            WriteItems();
            return true;
        }
        return TryWriteMembers(element);
    }

    private Type? ElementType()
    {
        var kinds = _type.GetInterfaces().Where(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IEnumerable<>)).ToArray();
        return kinds.Length == 1 ? kinds[0].GetGenericArguments()[0] : null;
    }

    private static bool NeedsDashes(Type element) =>
        element == typeof(KeyValuePair<string, object>)
        || (element != typeof(string) && typeof(IEnumerable).IsAssignableFrom(element) && !IsGrouping(element))
        || typeof(ITuple).IsAssignableFrom(element)
        || typeof(MemberInfo).IsAssignableFrom(element)
        || typeof(Delegate).IsAssignableFrom(element);

    /// <summary>Groups have a key, which the library shows beside their dash.</summary>
    private static bool IsGrouping(Type element) => element.IsGenericType && element.GetGenericTypeDefinition() == typeof(IGrouping<,>);

    private void WriteItems()
    {
        context.Writer.Write(ShortTypeName.Of(_type));
        var limit = Formatter.ListExpansionLimit;
        var count = 0;
        foreach (var item in sequence)
        {
            if (count++ == limit)
            {
                var total = sequence is ICollection { Count: var known } ? (known - limit).ToString(CultureInfo.InvariantCulture) + " " : "";
                context.Writer.Write($" ... ({total}more)");
                return;
            }
            context.Writer.Write(Line);
            context.Writer.Write("- ");
            item.FormatTo(context, PlainTextFormatter.MimeType);
        }
    }

    /// <summary>A set, say: what the library writes for a sequence with properties has them all on one line.</summary>
    private bool TryWriteMembers(Type element)
    {
        if (sequence is ICollection or IDictionary || !_type.IsVisible)
            return false;
        var properties = _type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .ToArray();
        var counted = Array.Find(properties, property => property.Name is "Count" or "Length" && (property.PropertyType == typeof(int) || property.PropertyType == typeof(long)));
        if (properties.Length < 2 || counted is null || Convert.ToInt64(Value(counted), CultureInfo.InvariantCulture) is not (>= 0 and <= MostCopied and var count))
            return false;
        context.Writer.Write(ShortTypeName.Of(_type));
        foreach (var property in properties)
        {
            context.Writer.Write($"{Line}{property.Name}: ");
            Value(property).FormatTo(context, PlainTextFormatter.MimeType);
        }
        context.Writer.Write($"{Line}(values): ");
        Copy(sequence, element, (int)count).FormatTo(context, PlainTextFormatter.MimeType);
        return true;
    }

    private object? Value(PropertyInfo property)
    {
        try
        {
            return property.GetValue(sequence);
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
    }

    private static Array Copy(IEnumerable source, Type element, int count)
    {
        var copy = Array.CreateInstance(element, count);
        var i = 0;
        foreach (var item in source)
            if (i < count)
                copy.SetValue(item, i++);
        return copy;
    }
}
