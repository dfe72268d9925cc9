namespace Atelier.Training;

/// <summary>The energy of one part of the machine.</summary>
/// <param name="Name">The part, such as <c>package-0</c>, <c>dram</c>, <c>GPU 0</c> or <c>processor</c>.</param>
/// <param name="Joules">The energy in joules, 0 or above.</param>
/// <param name="Source">Where the figure comes from.</param>
public sealed record EnergyPart(string Name, double Joules, EnergySource Source);
