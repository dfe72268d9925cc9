using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>A transformer that learns from labels, and therefore must not show a row what its own label taught.</summary>
/// <remarks>
/// A model that is trained on such rows would see its answers in its inputs and fail on new data. Pipelines call
/// <see cref="FitTransform"/> where they would call Fit and then Transform.
/// </remarks>
public interface ICrossFittedTransformer : ITransformer
{
    /// <summary>Learns from data and transforms the same data out of fold: each row by what the rows of the other folds taught.</summary>
    /// <param name="data">The training part, with labels or targets.</param>
    /// <returns>The transformer fitted on all rows, for new data, and the training data transformed.</returns>
    /// <exception cref="ArgumentException">Nothing can be learned from the data.</exception>
    (ITransformer Fitted, Dataset Transformed) FitTransform(Dataset data);
}
