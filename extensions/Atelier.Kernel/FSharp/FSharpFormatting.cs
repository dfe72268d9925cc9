using System.Collections;
using System.Net;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Atelier.Kernel;

/// <summary>Shows F#'s own kinds of values as F# writes them, and its collections as collections.</summary>
/// <remarks>The formatting library would list the properties by which they are made: a list as its head and its tail.</remarks>
internal static class FSharpFormatting
{
    private static readonly Type[] Collections = [typeof(FSharpList<>), typeof(FSharpSet<>)];
    private static readonly Type[] Unions = [typeof(FSharpOption<>), typeof(FSharpValueOption<>), typeof(FSharpResult<,>), typeof(FSharpFunc<,>)];

    public static void Register()
    {
        foreach (var type in Collections)
        {
            Formatter.Register(type, (value, writer) => writer.Write(ToArray(value).ToDisplayString(PlainTextFormatter.MimeType)), PlainTextFormatter.MimeType);
            Formatter.Register(type, (value, writer) => writer.Write(ToArray(value).ToDisplayString(HtmlFormatter.MimeType)), HtmlFormatter.MimeType);
        }
        foreach (var type in Unions)
            RegisterText(type);
    }

    /// <summary>Has the union types of an assembly shown as F# writes their values.</summary>
    public static void RegisterUnions(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(IsUnion))
            RegisterText(type);
    }

    /// <summary>The value as F# writes it.</summary>
    public static string ToText(object? value) => ExtraTopLevelOperators
        .PrintFormatToString(new PrintfFormat<FSharpFunc<object?, string>, Unit, string, string, object?>("%A"))
        .Invoke(value);

    private static void RegisterText(Type type)
    {
        Formatter.Register(type, (value, writer) => writer.Write(ToText(value)), PlainTextFormatter.MimeType);
        Formatter.Register(
            type, (value, writer) => writer.Write($"<div class=\"dni-plaintext\"><pre>{WebUtility.HtmlEncode(ToText(value))}</pre></div>"), HtmlFormatter.MimeType);
    }

    private static bool IsUnion(Type type) => type.GetCustomAttributes<CompilationMappingAttribute>()
        .Any(mapping => (mapping.SourceConstructFlags & SourceConstructFlags.KindMask) == SourceConstructFlags.SumType);

    private static Array ToArray(object collection)
    {
        var type = collection.GetType();
        while (!type.IsGenericType || !Collections.Contains(type.GetGenericTypeDefinition()))
            type = type.BaseType!;
        var items = ((IEnumerable)collection).Cast<object?>().ToList();
        var array = Array.CreateInstance(type.GetGenericArguments()[0], items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return array;
    }
}
