using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>Keeps models and their versions, and says which version stands behind a name such as <c>champion</c>.</summary>
/// <remarks>
/// A version never changes: it is there whole, or not at all, whatever happens to the process that registers it. Its number is never given
/// again. An alias always names a version that is there. Safe to call from several threads and processes at once.
/// <para>
/// Wherever a <c>reference</c> is taken, it is the number of a version, such as <c>3</c>, or an alias. All methods throw
/// <see cref="ModelNotFoundException"/> for a model, version or alias that is not there, and <see cref="ArgumentException"/> for a name that none may have.
/// </para>
/// </remarks>
public interface IModelRegistry
{
    /// <summary>Adds a package as the next version of the model that it is named after.</summary>
    /// <param name="package">What is kept, with its preprocessing, figures and origin.</param>
    /// <param name="parent">The version that it goes back to, such as the one that it was retrained from; null for none.</param>
    /// <param name="tags">Words about the version by name, which may be changed later; null for none.</param>
    /// <param name="cancellationToken">Ends the call, with nothing registered.</param>
    /// <returns>The version; the first of a model is 1.</returns>
    /// <exception cref="IOException">It cannot be written, for instance on a full disk; nothing is registered then.</exception>
    Task<ModelVersion> RegisterAsync(
        ModelPackage package, int? parent = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the models, by name.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the versions of a model that are there, the newest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<ModelVersion>> VersionsAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Finds a version.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">A number or an alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ModelVersion> FindAsync(string model, string reference, CancellationToken cancellationToken = default);

    /// <summary>Reads the package of a version, and checks every byte of it.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">A number or an alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidDataException">The package was damaged, or changed after it was registered.</exception>
    Task<ModelPackage> LoadAsync(string model, string reference, CancellationToken cancellationToken = default);

    /// <summary>Lets an alias name a version, in one step: whoever asks sees the earlier version or the new one.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">Letters, digits, '.', '_' and '-', at most 64, the first a letter.</param>
    /// <param name="version">The version; it must be there.</param>
    /// <param name="cancellationToken">Ends the call, with the alias as it was.</param>
    /// <returns>The version that it named before; null where the alias is new.</returns>
    Task<int?> SetAliasAsync(string model, string alias, int version, CancellationToken cancellationToken = default);

    /// <summary>Takes an alias away; its version stays.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task RemoveAliasAsync(string model, string alias, CancellationToken cancellationToken = default);

    /// <summary>Sets words about a version by name; others stay.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version.</param>
    /// <param name="tags">The words by name; null takes one away.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task SetTagsAsync(string model, int version, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken = default);

    /// <summary>Removes the packages of versions that nobody keeps; those that an alias names always stay.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="policy">What is kept.</param>
    /// <param name="cancellationToken">Ends the call; what is removed by then is removed.</param>
    /// <returns>The removed versions, the oldest first.</returns>
    Task<IReadOnlyList<ModelVersion>> CollectAsync(string model, RetentionPolicy policy, CancellationToken cancellationToken = default);
}
