namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A parameter of a magic command: <c>--name value</c>.</summary>
/// <param name="name">Its name, <c>--</c> included.</param>
/// <param name="description">What it means, in a sentence.</param>
public sealed class KernelDirectiveParameter(string name, string? description = null)
{
    /// <summary>Its name, <c>--</c> included.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>What it means, in a sentence; null when nobody said.</summary>
    public string? Description { get; set; } = description;

    /// <summary>Whether a value without a name is this parameter's.</summary>
    public bool AllowImplicitName { get; set; }

    /// <summary>How often it may be given.</summary>
    public int MaxOccurrences { get; set; } = 1;

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; set; }

    /// <summary>Whether it stands alone, without a value.</summary>
    public bool Flag { get; set; }

    /// <summary>What kind of value it takes, such as <c>text</c>, <c>password</c> or <c>file</c>: what a question for it asks.</summary>
    public string TypeHint { get; set; } = "text";

    /// <summary>Gives editors values to propose.</summary>
    /// <param name="getCompletions">Makes the proposals.</param>
    /// <returns>This parameter.</returns>
    public KernelDirectiveParameter AddCompletions(Func<IEnumerable<string>> getCompletions)
    {
        Completions = getCompletions ?? throw new ArgumentNullException(nameof(getCompletions));
        return this;
    }

    /// <summary>Makes the values to propose; null when there are none.</summary>
    internal Func<IEnumerable<string>>? Completions { get; private set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
