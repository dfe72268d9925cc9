namespace Atelier.Training;

/// <summary>The energy that was used between the start and the stop of an <see cref="EnergyMeter"/>.</summary>
/// <remarks>
/// What is measured is the use of whole processors and graphics cards by everything that ran meanwhile; what is estimated is this
/// process's alone. Fans, disks, screens and losses of the power supply are in neither.
/// </remarks>
/// <param name="Parts">Each part of the machine; at least one.</param>
/// <param name="Elapsed">The time between start and stop.</param>
public sealed record EnergyReading(IReadOnlyList<EnergyPart> Parts, TimeSpan Elapsed)
{
    private const double JoulesPerKilowattHour = 3.6e6;

    /// <summary>The energy of all parts in joules.</summary>
    public double Joules => Parts.Sum(part => part.Joules);

    /// <summary>The energy of all parts in kilowatt hours.</summary>
    public double KilowattHours => Joules / JoulesPerKilowattHour;

    /// <summary>Whether a part is an estimate; then so is the sum.</summary>
    public bool IsEstimate => Parts.Any(part => part.Source == EnergySource.ProcessorTime);

    /// <summary>Where the figures come from, in words.</summary>
    internal string Sources => string.Join(", ", Parts.Select(part => part.Source).Distinct().Select(source => source switch
    {
        EnergySource.Rapl => "measured by RAPL",
        EnergySource.Nvml => "measured by NVML",
        _ => "estimated from processor time",
    }));

    /// <summary>The greenhouse gases of that much electricity, as grams of carbon dioxide of equal effect (CO2e).</summary>
    /// <param name="gramsPerKilowattHour">The carbon intensity of the grid in grams of CO2e a kilowatt hour, finite and 0 or above; it differs by country and hour.</param>
    /// <returns>Grams of CO2e.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The intensity is negative or no finite number.</exception>
    public double CarbonDioxide(double gramsPerKilowattHour) =>
        KilowattHours * OptionRules.NotNegative(gramsPerKilowattHour, nameof(gramsPerKilowattHour));

    /// <summary>Whether the other reading has equal parts and an equal time.</summary>
    public bool Equals(EnergyReading? other) => other is not null && Elapsed == other.Elapsed && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(Elapsed.GetHashCode(), HashCode.Combine);

    /// <summary>The energy with where it comes from, in one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Joules:0.###} J ({Sources})");
}
