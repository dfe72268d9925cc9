namespace Atelier.Preprocessing;

/// <summary>The settings of <see cref="DateParts"/>.</summary>
public sealed record DatePartsOptions
{
    /// <summary>The parts to take, in the order of the result.</summary>
    /// <value>At least one, each once; default year, month, day, day of the week and hour.</value>
    public IReadOnlyList<DatePart> Parts
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Parts));
            if (value.Count == 0 || value.Distinct().Count() < value.Count || !value.All(Enum.IsDefined))
            {
                throw new ArgumentException($"Parts is [{string.Join(", ", value)}]; expected at least one part, each once.", nameof(Parts));
            }

            field = value;
        }
    } = [DatePart.Year, DatePart.Month, DatePart.Day, DatePart.DayOfWeek, DatePart.Hour];

    /// <summary>
    /// Whether parts that come again - quarter, month, day, day of the week, day of the year, hour - become a sine and a cosine, so that
    /// December lies beside January.
    /// </summary>
    /// <value>Default false.</value>
    public bool Cyclic { get; init; }
}
