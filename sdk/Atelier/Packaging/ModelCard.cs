namespace Atelier.Packaging;

/// <summary>What a model's makers say about its use: the words of its model card that no figure can tell.</summary>
/// <remarks>All texts are Markdown; an empty one is left out of the card.</remarks>
public sealed record ModelCard
{
    /// <summary>What the model does, in a sentence or two.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What it is meant for, and by whom it is to be used.</summary>
    public string IntendedUse { get; init; } = "";

    /// <summary>What it must not be used for, where it fails, and whom it may treat unfairly.</summary>
    public string Limitations { get; init; } = "";

    /// <summary>The licence of the model, such as <c>MIT</c>.</summary>
    public string License { get; init; } = "";

    /// <summary>Whom to ask.</summary>
    public string Contact { get; init; } = "";
}
