using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>A value that a run gives to a variable of its notebook.</summary>
/// <remarks>
/// The value is text as it stands on a command line. What it means is decided by the type with which the notebook declares the
/// variable, see <see cref="ParameterCell"/>.
/// </remarks>
public sealed record NotebookParameter
{
    /// <summary>Names a value.</summary>
    /// <param name="name">The name of the variable, without <c>@</c>.</param>
    /// <param name="value">The value: a number with a point, <c>true</c>, <c>false</c>, <c>null</c>, or text, quoted or not.</param>
    /// <exception cref="ArgumentException">The name is no C# name.</exception>
    public NotebookParameter(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new ArgumentException($"'{name}' is no C# variable name; expected letters, digits and _, such as epochs.", nameof(name));
        (Name, Value) = (name, value);
    }

    /// <summary>The name of the variable.</summary>
    public string Name { get; }

    /// <summary>The value as it was given.</summary>
    public string Value { get; }

    /// <summary>Reads <c>name=value</c>.</summary>
    /// <param name="text">The text; what follows the first <c>=</c> is the value, and may be empty.</param>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static NotebookParameter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf('=', StringComparison.Ordinal);
        if (end < 0 || text[..end].Trim() is not { } name || !SyntaxFacts.IsValidIdentifier(name))
            throw new FormatException($"The parameter '{text}' is malformed; expected NAME=VALUE with the name of a C# variable, such as epochs=10.");
        return new NotebookParameter(name, text[(end + 1)..]);
    }

    /// <summary>The name and the value as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => $"{Name}={Value}";
}
