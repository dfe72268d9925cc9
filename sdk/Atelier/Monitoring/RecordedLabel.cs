namespace Atelier.Monitoring;

/// <summary>What turned out to be true of a row that was predicted before.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="Row">The row of the request, from 0.</param>
/// <param name="Value">The name of the class (its number where classes have no names), or a number in the invariant culture.</param>
/// <param name="Time">When it became known.</param>
public sealed record RecordedLabel(string Id, int Row, string Value, DateTimeOffset Time);
