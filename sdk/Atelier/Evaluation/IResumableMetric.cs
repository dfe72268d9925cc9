namespace Atelier.Evaluation;

/// <summary>A metric that can be put away in the middle of its rows and taken up again, as a checkpoint of a training does.</summary>
/// <remarks>Without it, the metric of an epoch that was resumed in its middle covers only the rows after that.</remarks>
public interface IResumableMetric : IMetric
{
    /// <summary>Writes what has been gathered since the last reset.</summary>
    /// <param name="writer">Takes it.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in place of what has been gathered.</summary>
    /// <param name="reader">Gives it.</param>
    void Load(BinaryReader reader);
}
