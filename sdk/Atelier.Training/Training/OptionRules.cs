namespace Atelier.Training;

/// <summary>The limits of numeric settings.</summary>
internal static class OptionRules
{
    public static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must be a finite number above 0.");

    public static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must be a finite number, 0 or above.");

    public static double Share(double value, string name) => value >= 0 && value < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must lie from 0 to below 1.");

    public static int AtLeastOne(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must be at least 1.");

    /// <summary>A number that something is multiplied by to make it smaller.</summary>
    public static double Reduction(double value, string name) => value > 0 && value <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must lie above 0 and be at most 1.");

    public static double UpToOne(double value, string name) => value >= 0 && value <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must lie from 0 to 1.");

    /// <summary>A number that something is divided by to make it smaller.</summary>
    public static double Divisor(double value, string name) => double.IsFinite(value) && value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must be a finite number, 1 or above.");

    public static int NotNegative(int value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` must be 0 or above.");
}
