namespace Atelier.Vision;

/// <summary>How pixels of another size are computed.</summary>
/// <remarks>
/// When an image becomes smaller, every filter but <see cref="Nearest"/> covers all pixels that fall into one, so that fine detail does not alias.
/// </remarks>
public enum ImageFilter
{
    /// <summary>Weights that fall off linearly.</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -0.5 (Keys 1981); sharper, may leave the range of values a little.</summary>
    Bicubic,

    /// <summary>The mean over the area that a new pixel covers.</summary>
    Area,

    /// <summary>The pixel under the centre of the new one; no new values arise, as for label maps.</summary>
    Nearest,
}
