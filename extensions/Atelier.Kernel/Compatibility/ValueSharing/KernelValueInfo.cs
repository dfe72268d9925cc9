using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.ValueSharing;

/// <summary>A variable of a kernel.</summary>
/// <param name="name">Its name.</param>
/// <param name="formattedValue">A summary of its value.</param>
/// <param name="type">Its type; null when that is not of this process.</param>
/// <param name="typeName">Its type's name; null for that of <paramref name="type"/>.</param>
public sealed class KernelValueInfo(string name, FormattedValue formattedValue, Type? type = null, string? typeName = null)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>A summary of its value.</summary>
    public FormattedValue FormattedValue { get; } = formattedValue;

    /// <summary>Its type; null when that is not of this process.</summary>
    public Type? Type { get; } = type;

    /// <summary>Its type's name; null when it is not known.</summary>
    public string? TypeName { get; } = typeName ?? type?.FullName;

    /// <summary>The forms that its type prefers; empty when they are not known.</summary>
    public IReadOnlyCollection<string> PreferredMimeTypes { get; init; } = [];
}
