namespace Atelier.Preprocessing;

/// <summary>The settings of an <see cref="OrdinalEncoder"/>.</summary>
public sealed record OrdinalEncoderOptions
{
    /// <summary>The order of the categories of columns where it has a meaning, by column name, such as small, medium, large.</summary>
    /// <value>Default empty: the order of other columns is learned, numbers by size and text by its UTF-16 characters.</value>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Orders
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Orders));
            foreach (var (column, order) in value)
            {
                if (order is null || order.Count == 0 || order.Contains(null) || order.Distinct(StringComparer.Ordinal).Count() < order.Count)
                {
                    throw new ArgumentException(
                        $"The order of `{column}` is empty or names a category twice; expected each category once.", nameof(Orders));
                }
            }

            field = value;
        }
    } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The number of a category that the training data does not have.</summary>
    /// <value>Below 0 or NaN, so that it is no category's; default null, which refuses such data.</value>
    public double? Unknown
    {
        get;
        init
        {
            if (value is >= 0 or double.NegativeInfinity)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Unknown), value, "Expected a finite number below 0 or NaN: from 0 on the numbers belong to categories.");
            }

            field = value;
        }
    }

    /// <summary>The number of a missing value.</summary>
    /// <value>Below 0 or NaN, so that it is no category's; default NaN.</value>
    public double Missing
    {
        get;
        init
        {
            if (value is >= 0 or double.NegativeInfinity)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Missing), value, "Expected a finite number below 0 or NaN: from 0 on the numbers belong to categories.");
            }

            field = value;
        }
    } = double.NaN;
}
