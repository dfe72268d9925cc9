namespace Atelier.Training;

/// <summary>The loss is no number any more, or the weights are not.</summary>
internal sealed class LostLossException(string message) : InvalidOperationException(message);
