using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a kernel is.</summary>
/// <param name="localName">Its name.</param>
public sealed class KernelInfo(string localName)
{
    /// <summary>Its name.</summary>
    public string LocalName { get; } = localName;

    /// <summary>Further names.</summary>
    public string[] Aliases { get; set; } = [];

    /// <summary>The language that it runs; null for none.</summary>
    public string? LanguageName { get; set; }

    /// <summary>That language's version; null when it has none.</summary>
    public string? LanguageVersion { get; set; }

    /// <summary>The kernel's name for people.</summary>
    public string DisplayName { get; set; } = localName;

    /// <summary>What it is for, in a sentence; null when nobody said.</summary>
    public string? Description { get; set; }

    /// <summary>Whether it only passes commands on to others.</summary>
    public bool IsComposite { get; set; }

    /// <summary>Always false: this session's kernels live in its process.</summary>
    public bool IsProxy { get; set; }

    /// <summary>The selectors and magic commands that it knows.</summary>
    public ICollection<KernelDirective> SupportedDirectives { get; set; } = [];

    /// <summary>The display name.</summary>
    public override string ToString() => DisplayName;
}
