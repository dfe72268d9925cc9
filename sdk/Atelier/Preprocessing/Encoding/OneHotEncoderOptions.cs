namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="OneHotEncoder"/>.</summary>
public sealed record OneHotEncoderOptions
{
    /// <summary>What becomes of a category that the training data does not have.</summary>
    /// <value>Default <see cref="UnknownCategory.Error"/>.</value>
    public UnknownCategory Unknown { get; init; } = UnknownCategory.Error;

    /// <summary>What becomes of missing values.</summary>
    /// <value>Default <see cref="MissingCategory.Category"/>.</value>
    public MissingCategory Missing { get; init; } = MissingCategory.Category;

    /// <summary>Which category is left out.</summary>
    /// <value>Default <see cref="DroppedCategory.None"/>.</value>
    public DroppedCategory Drop { get; init; } = DroppedCategory.None;

    /// <summary>Categories with fewer rows in the training data share one feature.</summary>
    /// <value>At least 1; default 1, which is all categories.</value>
    public int MinRows
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MinRows));
            field = value;
        }
    } = 1;

    /// <summary>Categories with a smaller share of the rows of the training data share one feature.</summary>
    /// <value>From 0 to below 1; default 0, which is all categories.</value>
    public double MinShare
    {
        get;
        init
        {
            if (!(value is >= 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(MinShare), value, "Expected a share of the rows from 0 to below 1.");
            }

            field = value;
        }
    }

    /// <summary>
    /// The most features that a column becomes. One is that of the infrequent categories, which are the rarest of a column with as
    /// many or more.
    /// </summary>
    /// <value>At least 1; default null, no limit.</value>
    public int? MaxCategories
    {
        get;
        init
        {
            if (value is < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(MaxCategories), value, "Expected at least 1, or null for no limit.");
            }

            field = value;
        }
    }
}
