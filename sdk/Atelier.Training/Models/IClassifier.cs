namespace Atelier.Training;

/// <summary>A model whose output is one logit (a score before softmax) for each class, shape (batch, <see cref="Classes"/>).</summary>
public interface IClassifier
{
    /// <summary>The number of classes.</summary>
    int Classes { get; }
}
