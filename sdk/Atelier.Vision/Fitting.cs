namespace Atelier.Vision;

/// <summary>Which part of an image goes where in one of another size.</summary>
/// <param name="Left">Where the part begins, in old pixels.</param>
/// <param name="Top">Where the part begins, in old pixels.</param>
/// <param name="Width">The width of the part, in old pixels.</param>
/// <param name="Height">The height of the part, in old pixels.</param>
/// <param name="ToLeft">Where it lies in the new image.</param>
/// <param name="ToTop">Where it lies in the new image.</param>
/// <param name="ToWidth">How wide it becomes.</param>
/// <param name="ToHeight">How high it becomes.</param>
internal readonly record struct Fitting(double Left, double Top, double Width, double Height, int ToLeft, int ToTop, int ToWidth, int ToHeight)
{
    public static Fitting Of(ImageFit fit, int width, int height, int toWidth, int toHeight)
    {
        var (across, down) = ((double)toWidth / width, (double)toHeight / height);
        switch (fit)
        {
            case ImageFit.Cover:
                var larger = Math.Max(across, down);
                var (partWidth, partHeight) = (Math.Min(width, toWidth / larger), Math.Min(height, toHeight / larger));
                return new Fitting((width - partWidth) / 2, (height - partHeight) / 2, partWidth, partHeight, 0, 0, toWidth, toHeight);
            case ImageFit.Contain:
                var smaller = Math.Min(across, down);
                var fitWidth = Math.Clamp((int)Math.Round(width * smaller), 1, toWidth);
                var fitHeight = Math.Clamp((int)Math.Round(height * smaller), 1, toHeight);
                return new Fitting(0, 0, width, height, (toWidth - fitWidth) / 2, (toHeight - fitHeight) / 2, fitWidth, fitHeight);
            default:
                return new Fitting(0, 0, width, height, 0, 0, toWidth, toHeight);
        }
    }
}
