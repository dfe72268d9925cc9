namespace Atelier.Preprocessing;

/// <summary>Where the edges of bins lie.</summary>
public enum BinStrategy
{
    /// <summary>Bins of equal width between the smallest and the largest value.</summary>
    Uniform,

    /// <summary>Bins of equally many training rows.</summary>
    Quantile,

    /// <summary>Halfway between the centres of clusters, found by one-dimensional k-means.</summary>
    KMeans,
}
