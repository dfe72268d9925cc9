using System.Globalization;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Makes a column of what its values were called as categories.</summary>
internal static class CategoryColumn
{
    /// <param name="name">The column's name.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="categories">Each value as <see cref="FeatureColumn.Category"/> writes it; null where missing.</param>
    public static FeatureColumn Of(string name, FeatureKind kind, string?[] categories) => kind switch
    {
        FeatureKind.Number => new FeatureColumn(name, Array.ConvertAll(categories, text =>
            text is null ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture))),
        FeatureKind.Date => new FeatureColumn(name, Array.ConvertAll(categories, text =>
            text is null ? (DateTime?)null : DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind))),
        _ => new FeatureColumn(name, (IReadOnlyList<string?>)categories),
    };
}
