namespace Atelier.Training;

/// <summary>What an exported classifier answers.</summary>
public enum OnnxOutput
{
    /// <summary>Probabilities for an <see cref="IClassifier"/>; for other modules what they return.</summary>
    Automatic,

    /// <summary>What the module returns, untouched: for a classifier its logits.</summary>
    Raw,

    /// <summary>The softmax over the last dimension of what the module returns.</summary>
    Probabilities,
}
