namespace Atelier.Data;

/// <summary>How strongly two columns go together, over the rows in which both have a (finite) value.</summary>
/// <param name="First">A column; of a number and a category, the number.</param>
/// <param name="Second">The other column.</param>
/// <param name="Measure">The formula.</param>
/// <param name="Value">The strength, in the range of the measure; null where it is undefined: below two rows, or a column that does not vary.</param>
/// <param name="Rows">How many rows have both values.</param>
public sealed record Association(string First, string Second, AssociationMeasure Measure, double? Value, long Rows);
