namespace Atelier.Training;

/// <summary>What inputs are filled with.</summary>
internal enum Content
{
    /// <summary>Numbers like those of the example.</summary>
    Likely,

    /// <summary>Floats: the first row ten times as large with the other sign, the second zero. Whole numbers like those of the example.</summary>
    Edges,

    /// <summary>Floats: NaN, with which every comparison is false. Whole numbers: the lowest of the example.</summary>
    Lowest,

    /// <summary>Floats: a thousand times as large. Whole numbers: the highest of the example.</summary>
    Highest,
}
