using System.Reflection;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Makes the command that a line stands for, with the line's parameters in the properties of their names.</summary>
internal static class MagicBinder
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase;

    /// <summary>Makes the command.</summary>
    /// <param name="type">The command's type; null for one that holds the parameters by name.</param>
    /// <param name="name">The magic command, with its subcommand.</param>
    /// <param name="values">What was given, by parameter.</param>
    /// <param name="place">Where the line stands.</param>
    /// <exception cref="CellException">A value cannot be read as what the command needs.</exception>
    public static KernelCommand Bind(Type? type, string name, IReadOnlyList<(MagicArgument Argument, IReadOnlyList<MagicValue> Values)> values, MagicPlace place)
    {
        if (type is null)
            return new DirectiveCommand(name, values.ToDictionary(given => given.Argument.Name, given => Plain(given.Argument, given.Values)));
        var left = values.ToList();
        var command = Create(type, left, place);
        foreach (var (argument, given) in left)
        {
            var property = FindProperty(type, argument);
            if (property is null)
                throw place.Failure($"{argument.Parameter.Name} cannot be passed on: {type.Name} has no property {Pascal(argument)} that can be set.");
            property.SetValue(command, MagicConversion.To(property.PropertyType, argument, given, place));
        }
        return command;
    }

    private static KernelCommand Create(Type type, List<(MagicArgument Argument, IReadOnlyList<MagicValue> Values)> left, MagicPlace place)
    {
        // A type with a parameterless constructor is filled through its properties; else the constructor takes what it names.
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(known => !known.IsPrivate)
            .OrderBy(known => known.IsPublic ? 0 : 1).ThenBy(known => known.GetParameters().Length)
            .FirstOrDefault()
            ?? throw place.Failure($"the command {type.Name} has no constructor that can be called.");
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            var index = left.FindIndex(given => Pascal(given.Argument).Equals(parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
                return parameter.HasDefaultValue ? parameter.DefaultValue : Default(parameter.ParameterType);
            var value = MagicConversion.To(parameter.ParameterType, left[index].Argument, left[index].Values, place);
            left.RemoveAt(index);
            return value;
        }).ToArray();
        return (KernelCommand)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static PropertyInfo? FindProperty(Type type, MagicArgument argument)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
            if (declaring.GetProperty(Pascal(argument), Members | BindingFlags.DeclaredOnly | BindingFlags.NonPublic) is { CanWrite: true } property)
                return property;
        return null;
    }

    private static object? Plain(MagicArgument argument, IReadOnlyList<MagicValue> values) => argument.Parameter.Flag ? true
        : argument.Parameter.MaxOccurrences > 1 ? values.Select(value => value.Value).ToList()
        : values[0].Value;

    private static string Pascal(MagicArgument argument) => argument.Name.Replace("-", "", StringComparison.Ordinal);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
