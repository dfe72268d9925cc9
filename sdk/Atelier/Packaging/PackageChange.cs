namespace Atelier.Packaging;

/// <summary>One thing in which two packages differ.</summary>
/// <param name="Part">
/// The part of the package: <c>graph</c>, <c>weights</c>, <c>preprocessing</c>, <c>signature</c>, <c>metrics</c>, <c>provenance</c>, <c>card</c> or
/// <c>profile</c>.
/// </param>
/// <param name="Name">What it is in that part, such as a metric, a node or a weight.</param>
/// <param name="Before">What the first package has; null for nothing.</param>
/// <param name="After">What the second package has; null for nothing.</param>
/// <param name="Difference">For metrics and figures the second less the first, for weights the largest absolute difference; null elsewhere.</param>
public sealed record PackageChange(string Part, string Name, string? Before, string? After, double? Difference = null);
