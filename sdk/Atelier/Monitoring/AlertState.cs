namespace Atelier.Monitoring;

/// <summary>Where an <see cref="AlertRule"/> stands between two windows.</summary>
/// <param name="IsRaised">Whether the alert is on.</param>
/// <param name="InARow">How many windows in a row have now spoken for a change: for raising it, or, where it is on, for clearing
/// it.</param>
public readonly record struct AlertState(bool IsRaised, int InARow);
