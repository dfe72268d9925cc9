namespace Atelier.Registry;

/// <summary>A model in a registry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Latest">The number of its newest version that is there; 0 when all were removed.</param>
/// <param name="Count">How many versions are there.</param>
/// <param name="Aliases">The version behind each alias.</param>
public sealed record RegisteredModel(string Name, int Latest, int Count, IReadOnlyDictionary<string, int> Aliases)
{
    /// <summary>Name, versions and aliases, such as <c>digits: 3 versions, champion = 2</c>.</summary>
    public override string ToString() =>
        $"{Name}: {Count} {(Count == 1 ? "version" : "versions")}{string.Concat(Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => $", {alias.Key} = {alias.Value}"))}";
}
