namespace Atelier.Vision;

/// <summary>Which channels an image is read as.</summary>
public enum ImageColour
{
    /// <summary>Three channels: red, green and blue.</summary>
    Rgb,

    /// <summary>One channel of brightness: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded.</summary>
    Grey,
}
