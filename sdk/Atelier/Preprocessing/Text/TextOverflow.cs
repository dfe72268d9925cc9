namespace Atelier.Preprocessing;

/// <summary>What a <see cref="BpeTokenizer"/> makes of a text with more tokens than a row has.</summary>
public enum TextOverflow
{
    /// <summary>Its end is left out.</summary>
    CutEnd,

    /// <summary>Its start is left out.</summary>
    CutStart,

    /// <summary>It is refused, with its row and length.</summary>
    Error,
}
