using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>What every registry can do by its other methods.</summary>
public static class ModelRegistryExtensions
{
    /// <summary>A version and those that it goes back to, one after the other, as far as they are there.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">A number or an alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ModelNotFoundException">There is no such model or version.</exception>
    public static async Task<IReadOnlyList<ModelVersion>> LineageAsync(
        this IModelRegistry registry, string model, string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var first = await registry.FindAsync(model, reference, cancellationToken).ConfigureAwait(false);
        var all = (await registry.VersionsAsync(model, cancellationToken).ConfigureAwait(false)).ToDictionary(version => version.Version);
        var lineage = new List<ModelVersion> { first };
        while (lineage[^1].Parent is { } parent && all.TryGetValue(parent, out var next))
        {
            lineage.Add(next);
        }

        return lineage;
    }

    /// <summary>In what two versions of a model differ: graph, preprocessing, signature, figures, origin, card and profile.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="first">A number or an alias: the earlier one.</param>
    /// <param name="second">A number or an alias: the later one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ModelNotFoundException">There is no such model or version.</exception>
    /// <exception cref="InvalidDataException">A package was damaged.</exception>
    public static async Task<PackageDiff> CompareAsync(
        this IModelRegistry registry, string model, string first, string second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var before = await registry.LoadAsync(model, first, cancellationToken).ConfigureAwait(false);
        var after = await registry.LoadAsync(model, second, cancellationToken).ConfigureAwait(false);
        return PackageDiff.Between(before, after);
    }
}
