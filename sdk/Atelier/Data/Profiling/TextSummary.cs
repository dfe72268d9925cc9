namespace Atelier.Data;

/// <summary>The lengths of a column's texts, in Unicode characters (code points, as Python counts them).</summary>
/// <param name="Shortest">The length of the shortest text.</param>
/// <param name="Mean">The mean length.</param>
/// <param name="Longest">The length of the longest text.</param>
/// <param name="Empty">How many texts are empty or consist of white space only.</param>
public sealed record TextSummary(int Shortest, double Mean, int Longest, long Empty);
