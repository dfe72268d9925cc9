using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>A transformer whose result can be turned back.</summary>
public interface IInvertibleTransformer : ITransformer
{
    /// <summary>Undoes <see cref="ITransformer.Transform"/>.</summary>
    /// <param name="data">Rows that <see cref="ITransformer.Transform"/> made.</param>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another shape or other columns.</exception>
    Dataset InverseTransform(Dataset data);
}
