namespace Atelier.Preprocessing;

/// <summary>Checks of what a saved transformer learned.</summary>
internal static class Saved
{
    /// <summary>Requires one allowed value for each feature that goes in.</summary>
    public static void Require(double[] values, FeatureSchema input, string name, Func<double, bool> allowed)
    {
        if (values.Length != input.Width || !values.All(allowed))
        {
            throw new InvalidDataException(
                $"The field `{name}` holds {values.Length} values for rows of {input.Width} features, or one that is out of range; "
                + "expected one allowed value for each feature. The file was changed or is damaged.");
        }
    }
}
