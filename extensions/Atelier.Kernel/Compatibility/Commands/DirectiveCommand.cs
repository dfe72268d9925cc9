namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>The command of a magic command that has no command type of its own.</summary>
/// <param name="name">The magic command's name, <c>#!</c> included.</param>
/// <param name="parameters">The values of its parameters by name, without dashes.</param>
public sealed class DirectiveCommand(string name, IReadOnlyDictionary<string, object?> parameters) : KernelDirectiveCommand
{
    /// <summary>The magic command's name, <c>#!</c> included.</summary>
    public string Name { get; } = name;

    /// <summary>The values of its parameters by name, without dashes: text, JSON, or what <c>@kernel:variable</c> refers to.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; } = parameters;
}
