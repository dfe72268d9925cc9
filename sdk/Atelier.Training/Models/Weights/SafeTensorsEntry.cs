namespace Atelier.Training;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape; empty for a single number.</param>
/// <param name="Start">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafeTensorsEntry(string Name, SafeTensorsType Type, long[] Shape, long Start, long End);
