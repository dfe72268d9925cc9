namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A line that begins with <c>#!</c> and is no code.</summary>
/// <param name="name">Its name, <c>#!</c> included.</param>
public abstract class KernelDirective(string name)
{
    /// <summary>Its name, <c>#!</c> included.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>What it does, in a sentence; null when nobody said.</summary>
    public string? Description { get; set; }

    /// <summary>Whether lists leave it out.</summary>
    public bool Hidden { get; set; }

    /// <summary>What may follow the name on its line.</summary>
    public ICollection<KernelDirectiveParameter> Parameters { get; set; } = [];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
