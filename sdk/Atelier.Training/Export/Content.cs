namespace Atelier.Training;

/// <summary>What inputs are filled with.</summary>
internal enum Content
{
    /// <summary>Numbers like those of the example.</summary>
    Likely,

    /// <summary>Floats: the first row ten times as large with the other sign, the second zero. Whole numbers like those of the example.</summary>
    Edges,

    /// <summary>Floats: below 0 and so small that their squares are 0. Whole numbers: the lowest of the example.</summary>
    Lowest,

    /// <summary>Floats: above 0 and a thousand times as large. Whole numbers: the highest of the example.</summary>
    Highest,
}
