namespace Atelier.Data;

/// <summary>Where the content of a dataset comes from.</summary>
public enum DatasetOrigin
{
    /// <summary>It comes with the Atelier package; nothing is downloaded.</summary>
    Shipped,

    /// <summary>It is computed when it is loaded, alike on every machine; nothing is downloaded.</summary>
    Generated,

    /// <summary>Its files are fetched once by <see cref="Datasets.LoadAsync"/> and kept in a cache folder, or read from a local copy.</summary>
    Downloaded,
}
