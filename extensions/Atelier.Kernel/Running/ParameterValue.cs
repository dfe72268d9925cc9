using System.Globalization;
using System.Numerics;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Reads the values of parameters, and writes them in C#.</summary>
internal static class ParameterValue
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>True for the word <c>null</c> without quotes.</summary>
    public static bool IsNull(string text) => text == "null";

    /// <summary>The value as a type wants it; null when it is none of that type.</summary>
    /// <param name="text">The text of the value; not <c>null</c>.</param>
    /// <param name="keyword">The keyword of the type; for null, and for types that can hold anything, the look of the text decides.</param>
    public static object? Read(string text, string? keyword) => keyword switch
    {
        "string" => Unquote(text) ?? text,
        "char" => (Unquote(text) ?? text) is [var character] ? character : null,
        "bool" => text switch
        {
            "true" or "True" => true,
            "false" or "False" => false,
            _ => null,
        },
        "sbyte" => Number<sbyte>(text, Whole),
        "byte" => Number<byte>(text, Whole),
        "short" => Number<short>(text, Whole),
        "ushort" => Number<ushort>(text, Whole),
        "int" => Number<int>(text, Whole),
        "uint" => Number<uint>(text, Whole),
        "long" => Number<long>(text, Whole),
        "ulong" => Number<ulong>(text, Whole),
        "float" => Number<float>(text, Real),
        "double" => Number<double>(text, Real),
        "decimal" => Number<decimal>(text, Real),
        _ => Guess(text),
    };

    /// <summary>The value as it looks. A whole number of more than 64 bits is text: as a double it would lose digits.</summary>
    /// <param name="text">The text of the value; not <c>null</c>.</param>
    public static object Guess(string text) =>
        Unquote(text) ?? Read(text, "bool") ?? Read(text, "int") ?? Read(text, "long")
        ?? (Number<BigInteger>(text, Whole) is null ? Read(text, "double") : null) ?? text;

    /// <summary>The value as an expression.</summary>
    /// <param name="value">What <see cref="Read"/> returned.</param>
    /// <param name="isTypeWritten">Whether the type stands beside it, so that the literal need not tell it.</param>
    public static string Literal(object value, bool isTypeWritten) => value switch
    {
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool flag => flag ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        float => Text(value) + "f",
        decimal => Text(value) + "m",
        double when !isTypeWritten && Text(value) is var text => text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0",
        long when !isTypeWritten => Text(value) + "L",
        uint when !isTypeWritten => Text(value) + "u",
        ulong when !isTypeWritten => Text(value) + "UL",
        _ => Text(value),
    };

    /// <summary>The keyword of a constant's type; null for types without one.</summary>
    public static string? Keyword(object constant) => constant switch
    {
        string => "string",
        char => "char",
        bool => "bool",
        int => "int",
        uint => "uint",
        long => "long",
        ulong => "ulong",
        float => "float",
        double => "double",
        decimal => "decimal",
        _ => null,
    };

    /// <summary>The type of a variable that is to be null.</summary>
    public static string NullableType(string? keyword) => keyword is null or "string" ? keyword ?? "object" : $"{keyword}?";

    /// <summary>The value as errors show it.</summary>
    public static string Shown(string text) => text.Length == 0 ? "no value" : text;

    private static string Text(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);

    private static object? Number<T>(string text, NumberStyles styles)
        where T : struct, INumberBase<T>
    {
        // Digits that make infinity are a number too large for the type.
        return T.TryParse(text, styles, CultureInfo.InvariantCulture, out var number)
            && (T.IsFinite(number) || !text.AsSpan().ContainsAnyInRange('0', '9')) ? number : null;
    }

    private static string? Unquote(string text) =>
        text is ['"', .., '"'] or ['\'', .., '\''] ? text[1..^1] : null;
}
