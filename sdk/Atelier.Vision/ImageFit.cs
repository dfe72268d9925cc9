namespace Atelier.Vision;

/// <summary>How an image of other proportions fits into the wanted size.</summary>
public enum ImageFit
{
    /// <summary>The whole image, squeezed or stretched.</summary>
    Stretch,

    /// <summary>The largest part around the centre that has the wanted proportions; the rest is cut off.</summary>
    Cover,

    /// <summary>The whole image in its own proportions, centred; the rest is filled.</summary>
    Contain,
}
