using FSharp.Compiler.EditorServices;

namespace Atelier.Kernel;

/// <summary>What the F# compiler calls the kinds of symbols, in the words of front ends.</summary>
internal static class FSharpGlyphs
{
    public static string Kind(FSharpGlyph glyph) => glyph switch
    {
        { IsClass: true } or { IsTypedef: true } or { IsType: true } or { IsException: true } => "class",
        { IsStruct: true } => "struct",
        { IsInterface: true } => "interface",
        { IsDelegate: true } => "delegate",
        { IsEnum: true } or { IsUnion: true } => "enum",
        { IsEnumMember: true } => "enum member",
        { IsModule: true } => "module",
        { IsNameSpace: true } => "namespace",
        { IsMethod: true } or { IsOverridenMethod: true } or { IsExtensionMethod: true } => "method",
        { IsProperty: true } => "property",
        { IsField: true } => "field",
        { IsEvent: true } => "event",
        { IsConstant: true } => "constant",
        { IsTypeParameter: true } => "type parameter",
        { IsVariable: true } => "variable",
        _ => "text",
    };
}
