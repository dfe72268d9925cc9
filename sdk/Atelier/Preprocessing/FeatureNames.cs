using System.Globalization;

namespace Atelier.Preprocessing;

/// <summary>Names of features in and out.</summary>
internal static class FeatureNames
{
    /// <summary>The name of a feature that goes in, <c>feature 0</c> and so on where it has none.</summary>
    public static string Of(FeatureSchema input, int at) =>
        input.Names.IsEmpty ? "feature " + at.ToString(CultureInfo.InvariantCulture) : input.Names[at];

    /// <summary>The names as they are, a later one with a number where it is not the first of its kind.</summary>
    public static string[] Distinct(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            var distinct = name;
            for (var number = 2; !taken.Add(distinct); number++)
            {
                distinct = string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
            }

            return distinct;
        })];
    }
}
