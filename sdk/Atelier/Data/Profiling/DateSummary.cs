namespace Atelier.Data;

/// <summary>The range of a column's dates.</summary>
/// <param name="Earliest">The earliest date.</param>
/// <param name="Median">The date in the middle; of an even number of dates the earlier of the two.</param>
/// <param name="Latest">The latest date.</param>
public sealed record DateSummary(DateTime Earliest, DateTime Median, DateTime Latest);
