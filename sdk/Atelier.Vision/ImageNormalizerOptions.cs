namespace Atelier.Vision;

/// <summary>What to subtract from and divide each channel by, where it is not to be learned.</summary>
public sealed record ImageNormalizerOptions
{
    /// <summary>What models trained on ImageNet expect, of images with values from 0 to 1 (<see cref="ImageScale.Unit"/>).</summary>
    public static ImageNormalizerOptions ImageNet { get; } = new() { Mean = [0.485, 0.456, 0.406], Scale = [0.229, 0.224, 0.225] };

    /// <summary>What is subtracted from each channel.</summary>
    /// <value>One finite number a channel; null, the default, learns the mean of each channel.</value>
    public double[]? Mean
    {
        get;
        init => field = value is null || value.All(double.IsFinite)
            ? value
            : throw new ArgumentException($"`Mean` is {Show(value)}; expected finite numbers.", nameof(value));
    }

    /// <summary>What each channel is then divided by.</summary>
    /// <value>One finite number above 0 a channel; null, the default, learns the standard deviation of each channel.</value>
    public double[]? Scale
    {
        get;
        init => field = value is null || value.All(number => double.IsFinite(number) && number > 0)
            ? value
            : throw new ArgumentException($"`Scale` is {Show(value)}; expected finite numbers above 0.", nameof(value));
    }

    private static string Show(double[] values) => string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}")));
}
