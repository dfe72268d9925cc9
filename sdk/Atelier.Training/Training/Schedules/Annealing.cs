namespace Atelier.Training;

/// <summary>The way from one learning rate to another.</summary>
public enum Annealing
{
    /// <summary>Along half a cosine: slowly at both ends.</summary>
    Cosine,

    /// <summary>Along a straight line.</summary>
    Linear,
}
