namespace Atelier.Vision;

/// <summary>The range of pixel values.</summary>
public enum ImageScale
{
    /// <summary>From 0 (black) to 255.</summary>
    Bytes,

    /// <summary>From 0 (black) to 1.</summary>
    Unit,
}
