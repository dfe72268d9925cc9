namespace Atelier.Data;

/// <summary>A rectangle in a picture and what it shows.</summary>
/// <param name="Label">The index of the class.</param>
/// <param name="X">The left edge in pixels from the left edge of the picture; 0.5 is the middle of the first pixel.</param>
/// <param name="Y">The upper edge in pixels from the upper edge of the picture.</param>
/// <param name="Width">The width in pixels, above 0.</param>
/// <param name="Height">The height in pixels, above 0.</param>
public readonly record struct LabeledBox(int Label, float X, float Y, float Width, float Height)
{
    /// <summary>The area in square pixels.</summary>
    public float Area => Width * Height;

    /// <summary>The common area of two boxes divided by the area that they cover together: 0 when apart, 1 when equal. Labels do not matter.</summary>
    /// <param name="other">The box to compare with.</param>
    public float IntersectionOverUnion(LabeledBox other)
    {
        var width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        var height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var common = width * height;
        return common / (Area + other.Area - common);
    }
}
