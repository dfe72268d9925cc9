using System.Collections;
using System.Globalization;
using System.Text.Json;
using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>Reads what was given for a parameter as a value of some type.</summary>
internal static class MagicConversion
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the values of a parameter.</summary>
    /// <exception cref="CellException">They are no values of that type.</exception>
    public static object? To(Type type, MagicArgument argument, IReadOnlyList<MagicValue> values, MagicPlace place)
    {
        if (argument.Parameter.Flag)
            return true;
        var element = argument.Parameter.MaxOccurrences > 1 ? ElementOf(type) : null;
        if (element is null)
            return To(type, values[0], argument, place);
        var array = Array.CreateInstance(element, values.Count);
        for (var i = 0; i < values.Count; i++)
            array.SetValue(To(element, values[i], argument, place), i);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array);
    }

    private static object? To(Type type, MagicValue value, MagicArgument argument, MagicPlace place)
    {
        if (type == typeof(MagicValue))
            return value;
        if (type.IsInstanceOfType(value.Value))
            return value.Value;
        if (value.Shared is { Object: null } && (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null))
            return null;
        try
        {
            return FromText(Nullable.GetUnderlyingType(type) ?? type, value.Text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or JsonException or NotSupportedException)
        {
            // An answer may be a secret; it is not repeated.
            var given = value.Token.IsQuestion ? "the answer" : $"'{value.Token.Text}'";
            throw place.Failure($"{given} is no value for {argument.Parameter.Name}; expected {Describe(type)}.");
        }
    }

    private static object? FromText(Type type, string text)
    {
        if (type == typeof(string))
            return text;
        if (type == typeof(FileInfo))
            return new FileInfo(text);
        if (type == typeof(DirectoryInfo))
            return new DirectoryInfo(text);
        if (type == typeof(Uri))
            return new Uri(text, UriKind.RelativeOrAbsolute);
        if (type == typeof(PasswordString))
            return new PasswordString(text);
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out var member) && Enum.IsDefined(type, member) ? member : throw new FormatException();
        if (type.IsPrimitive || type == typeof(decimal))
            return Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        try
        {
            return JsonSerializer.Deserialize(text, type, Options);
        }
        catch (JsonException)
        {
            // Dates, versions and the like are JSON strings, which need no quotes on the line.
            return JsonSerializer.Deserialize(JsonSerializer.Serialize(text), type, Options);
        }
    }

    private static Type? ElementOf(Type type) => type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType && type.GetGenericArguments() is [var element] ? element
        : null;

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(bool) ? "true or false"
            : type == typeof(double) || type == typeof(float) || type == typeof(decimal) ? "a number"
            : type.IsPrimitive ? "a whole number"
            : $"a {type.Name}";
    }
}
