using System.Text.Json.Serialization;

namespace Atelier.Packaging;

/// <summary>The energy that a training took.</summary>
/// <param name="Joules">The energy in joules, 0 or above.</param>
/// <param name="Source">How it was found, such as <c>measured by RAPL</c> or <c>estimated from processor time</c>.</param>
public sealed record EnergyUse(double Joules, string Source)
{
    private const double JoulesPerKilowattHour = 3.6e6;

    /// <summary>The greenhouse gases of that much electricity in grams of CO2e; null until the grid is known (<see cref="On"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CarbonDioxide { get; init; }

    /// <summary>The same energy with the greenhouse gases that it stands for on a grid.</summary>
    /// <param name="gramsPerKilowattHour">The carbon intensity of the grid in grams of CO2e a kilowatt hour, finite and 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">The intensity is negative or no finite number.</exception>
    public EnergyUse On(double gramsPerKilowattHour)
    {
        if (!double.IsFinite(gramsPerKilowattHour) || gramsPerKilowattHour < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(gramsPerKilowattHour),
                $"The carbon intensity is {FormattableString.Invariant($"{gramsPerKilowattHour}")}; expected a finite number of grams a kilowatt hour, 0 or above.");
        }

        return this with { CarbonDioxide = Joules / JoulesPerKilowattHour * gramsPerKilowattHour };
    }
}
