namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="BpeTokenizer"/>.</summary>
public sealed record BpeTokenizerOptions
{
    /// <summary>The most tokens that are learned, special ones and the 256 bytes included; fewer where the corpus gives no more.</summary>
    /// <value>From 260 to 1,000,000; default 8,000.</value>
    public int VocabularySize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 260, nameof(VocabularySize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000, nameof(VocabularySize));
            field = value;
        }
    } = 8000;

    /// <summary>How often two tokens must stand side by side in the corpus to become one.</summary>
    /// <value>At least 1; default 2.</value>
    public int MinFrequency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MinFrequency));
            field = value;
        }
    } = 2;

    /// <summary>The tokens of each row that Transform gives.</summary>
    /// <value>From 1 to 1,000,000; default 128.</value>
    public int MaxLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxLength));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000, nameof(MaxLength));
            field = value;
        }
    } = 128;

    /// <summary>Whether Transform puts <see cref="BpeTokenizer.BeginId"/> before each text.</summary>
    /// <value>Default false.</value>
    public bool AddBegin { get; init; }

    /// <summary>Whether Transform puts <see cref="BpeTokenizer.EndId"/> after each text.</summary>
    /// <value>Default false.</value>
    public bool AddEnd { get; init; }

    /// <summary>What becomes of texts that are too long.</summary>
    /// <value>Default <see cref="TextOverflow.CutEnd"/>.</value>
    public TextOverflow Overflow { get; init; } = TextOverflow.CutEnd;

    /// <summary>Whether <see cref="BpeTokenizer.PadId"/> fills rows up before the text, not after it.</summary>
    /// <value>Default false.</value>
    public bool PadStart { get; init; }
}
