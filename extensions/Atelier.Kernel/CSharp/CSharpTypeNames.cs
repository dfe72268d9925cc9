using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Names of run-time types as C# cells can write them.</summary>
internal static class CSharpTypeNames
{
    /// <summary>A type that a variable holding such a value can be declared with.</summary>
    /// <returns>The type's name; <c>dynamic</c> for one that has no name or cannot be seen; <c>object</c> for null.</returns>
    public static string Of(Type? type) => type is null ? "object" : TryName(type) ?? TryNameVisible(type) ?? "dynamic";

    /// <summary>A variable's name, escaped where it is a keyword.</summary>
    /// <exception cref="CellException">C# variables cannot be called so.</exception>
    public static string Identifier(string name) =>
        !SyntaxFacts.IsValidIdentifier(name)
            ? throw new CellException("ValueError", $"'{name}' cannot be the name of a C# variable; expected letters, digits and underscores, such as 'result'.")
            : SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A generic interface or a base class says enough of a query's iterator; <c>object</c> would say less than <c>dynamic</c>.</summary>
    private static string? TryNameVisible(Type type) =>
        !type.IsVisible && VisibleTypes.Of(type) is { IsGenericType: true } visible ? TryName(visible) : null;

    private static string? TryName(Type type)
    {
        if (type.IsArray)
        {
            // The brackets of the outermost array come first: int[][,] is an array of int[,].
            var brackets = "";
            for (; type.IsArray; type = type.GetElementType()!)
                brackets += $"[{new string(',', type.GetArrayRank() - 1)}]";
            return TryName(type) is { } element ? element + brackets : null;
        }
        if (type.IsPointer || type.IsByRef || type.Name.Contains('<', StringComparison.Ordinal) || type.Assembly.IsDynamic || FSharpCells.IsCell(type.Assembly))
            return null;
        var arguments = type.GetGenericArguments().Select(TryName).ToArray();
        return arguments.Contains(null) ? null : Name(type, arguments!);
    }

    private static string? Name(Type type, string[] arguments)
    {
        if (!type.IsPublic && !type.IsNestedPublic)
            return null;
        var outer = type.DeclaringType;
        var isDeclaredInCell = outer is not null && outer.Name.StartsWith(SubmissionCompiler.ScriptClass, StringComparison.Ordinal);
        var prefix = outer is null ? string.IsNullOrEmpty(type.Namespace) ? "global::" : $"global::{type.Namespace}."
            : isDeclaredInCell ? ""
            : Name(outer, arguments[..outer.GetGenericArguments().Length]) is { } name ? name + "." : null;
        if (prefix is null)
            return null;
        var own = arguments[(isDeclaredInCell ? 0 : outer?.GetGenericArguments().Length ?? 0)..];
        return prefix + type.Name.Split('`')[0] + (own.Length > 0 ? $"<{string.Join(", ", own)}>" : "");
    }
}
