namespace Atelier.Serving;

/// <summary>A model of a registry that a server follows: where an alias moves, the requests move with it.</summary>
public sealed record RegistryModel
{
    /// <summary>Follows the alias <c>champion</c> of a model.</summary>
    /// <param name="name">The model's name in the registry, and on the server.</param>
    public RegistryModel(string name)
    {
        ServedModel.EnsureSegment(name, nameof(name));
        Name = name;
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The versions that are served, by alias or number; the first answers requests that name no version.</summary>
    /// <value>At least one; <c>champion</c> by default. A number stays at its version.</value>
    public IReadOnlyList<string> References
    {
        get;
        init => field = value is { Count: > 0 } && value.All(reference => !string.IsNullOrWhiteSpace(reference))
            ? [.. value.Distinct()]
            : throw new ArgumentException("`References` is empty, or holds an empty name; expected at least one alias or number of a version.", nameof(References));
    } = ["champion"];

    /// <summary>How many requests of each version run at once, wait, and are joined.</summary>
    /// <value>Null, the default, takes <see cref="ModelServerOptions.Execution"/>.</value>
    public ExecutionOptions? Execution { get; init; }
}
