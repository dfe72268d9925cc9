namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A magic command: a line that does something before the code below it runs.</summary>
public sealed class KernelActionDirective : KernelDirective
{
    /// <summary>Describes a magic command.</summary>
    /// <param name="name">Its name, <c>#!</c> included.</param>
    /// <param name="description">What it does, in a sentence.</param>
    public KernelActionDirective(string name, string? description = null)
        : base(name) => Description = description;

    /// <summary>The type of the command that the line becomes; its properties are filled from the parameters of their names.</summary>
    /// <value>Default: null, the handler gets a <see cref="Commands.DirectiveCommand"/> with the parameters by name.</value>
    public Type? KernelCommandType { get; set; }

    /// <summary>What the first word after the name may select.</summary>
    public ICollection<KernelActionDirective> Subcommands { get; set; } = [];
}
