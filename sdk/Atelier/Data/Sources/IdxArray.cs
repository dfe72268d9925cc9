namespace Atelier.Data;

/// <summary>The content of one IDX file.</summary>
/// <param name="Path">Where it was read, for messages.</param>
/// <param name="Shape">The lengths of its dimensions, outermost first.</param>
/// <param name="Values">All numbers in order, as float32.</param>
/// <param name="IsFloatingPoint">True when they are stored as float32 or float64.</param>
internal sealed record IdxArray(string Path, IReadOnlyList<int> Shape, float[] Values, bool IsFloatingPoint);
