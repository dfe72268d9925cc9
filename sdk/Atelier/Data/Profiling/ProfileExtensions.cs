using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Profiles of data frames and datasets.</summary>
public static class ProfileExtensions
{
    /// <summary>Describes a data frame: each column, what goes together, and what may be wrong.</summary>
    /// <param name="frame">The table; null and NaN count as missing. Nothing is changed.</param>
    /// <param name="label">The column that is to be predicted: text, truth values or up to 20 whole numbers are classes; null for none.</param>
    /// <param name="options">What to keep and when to warn; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The profile, exact over all rows. A table without rows or columns has a profile, too.</returns>
    /// <exception cref="ArgumentException">There is no such label column.</exception>
    public static DataProfile Profile(
        this DataFrame frame, string? label = null, ProfileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return ProfileBuilder.Build("frame", ProfiledColumns.Of(frame), label, options ?? new ProfileOptions(), cancellationToken);
    }

    /// <summary>Describes a dataset: each feature, the label, target and weights, what goes together, and what may be wrong.</summary>
    /// <param name="data">Any dataset; a source is read once into memory.</param>
    /// <param name="options">What to keep and when to warn; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>
    /// The profile, exact over all rows; the classes are its column <c>label</c>, numbers to predict its column <c>target</c>, and these are its
    /// <see cref="DataProfile.Label"/>.
    /// </returns>
    public static DataProfile Profile(this Dataset data, ProfileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (columns, label) = ProfiledColumns.Of(data);
        return ProfileBuilder.Build(data.Name, columns, label, options ?? new ProfileOptions(), cancellationToken);
    }
}
