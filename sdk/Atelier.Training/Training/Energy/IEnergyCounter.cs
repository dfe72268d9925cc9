namespace Atelier.Training;

/// <summary>A counter of the energy that parts of the machine use, from its making on.</summary>
internal interface IEnergyCounter : IDisposable
{
    /// <summary>The energy since the counter was made; a part that could not be followed to the end is left out.</summary>
    IReadOnlyList<EnergyPart> Read();
}
