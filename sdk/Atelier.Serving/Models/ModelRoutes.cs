using System.Collections.Immutable;

namespace Atelier.Serving;

/// <summary>What a server knows of one model: its versions, the names they go by, and how requests are shared out. Never changes.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Versions">Its versions, in the order that they came; at least one.</param>
/// <param name="Aliases">Other names of versions, such as <c>champion</c>.</param>
/// <param name="Default">The alias that answers where a request names no version; null for the version that came last.</param>
/// <param name="Traffic">The shares of requests without a version that others answer or see.</param>
internal sealed record ModelRoutes(
    string Name, ImmutableArray<HostedModel> Versions, ImmutableSortedDictionary<string, string> Aliases, string? Default, TrafficSplit Traffic)
{
    /// <summary>A model that has no version yet.</summary>
    public static ModelRoutes Empty(string name) =>
        new(name, [], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), null, TrafficSplit.None);

    /// <summary>The model without a version and its other names.</summary>
    public ModelRoutes Without(HostedModel model)
    {
        var names = Aliases.Where(alias => alias.Value == model.Model.Version).Select(alias => alias.Key);
        return this with { Versions = Versions.Remove(model), Aliases = Aliases.RemoveRange(names) };
    }

    /// <summary>The version with a number or an alias; null where there is none.</summary>
    public HostedModel? Find(string reference)
    {
        var version = Aliases.GetValueOrDefault(reference, reference);
        foreach (var model in Versions)
        {
            if (model.Model.Version == version)
            {
                return model;
            }
        }

        return null;
    }

    /// <summary>The version that answers a request which names none.</summary>
    public HostedModel Choose()
    {
        if (Traffic.Canary is { } canary && Random.Shared.NextDouble() < Traffic.CanaryWeight && Find(canary) is { } chosen)
        {
            return chosen;
        }

        return Stable;
    }

    /// <summary>The version that answers but for the canary's share.</summary>
    public HostedModel Stable => Default is not null && Find(Default) is { } named ? named : Versions[^1];
}
