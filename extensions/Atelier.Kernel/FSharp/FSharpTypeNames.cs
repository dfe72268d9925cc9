namespace Atelier.Kernel;

/// <summary>Names of run-time types as F# code can write them.</summary>
internal static class FSharpTypeNames
{
    /// <summary>A type's name; <c>obj</c> where it has none.</summary>
    public static string Of(Type type) => TryName(type) ?? "obj";

    private static string? TryName(Type type)
    {
        if (type.IsArray)
            return TryName(type.GetElementType()!) is { } element ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : null;
        if (type.IsPointer || type.IsByRef || !type.IsVisible || type.Assembly.IsDynamic)
            return null;
        var arguments = type.GetGenericArguments().Select(TryName).ToArray();
        return arguments.Contains(null) ? null : Name(type, arguments!);
    }

    private static string Name(Type type, string[] arguments)
    {
        var outer = type.DeclaringType;
        var prefix = outer is not null ? Name(outer, arguments[..outer.GetGenericArguments().Length]) + "."
            : string.IsNullOrEmpty(type.Namespace) ? "global."
            : $"global.{string.Join('.', type.Namespace.Split('.').Select(Quote))}.";
        var own = arguments[(outer?.GetGenericArguments().Length ?? 0)..];
        return prefix + Quote(type.Name.Split('`')[0]) + (own.Length > 0 ? $"<{string.Join(", ", own)}>" : "");
    }

    private static string Quote(string name) => $"``{name}``";
}
