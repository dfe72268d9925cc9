namespace Atelier.Data;

/// <summary>A value and how often it occurs.</summary>
/// <param name="Value">
/// The value as text, written the same in every culture: numbers so that they can be read back, dates as ISO 8601, truth values as
/// <c>true</c> and <c>false</c>, texts as they are but cut after 100 characters.
/// </param>
/// <param name="Count">In how many rows it occurs.</param>
public readonly record struct ValueCount(string Value, long Count);
