using System.Text;

namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="TextNormalizer"/>.</summary>
public sealed record TextNormalizerOptions
{
    /// <summary>The Unicode normal form, so that characters which look the same are the same.</summary>
    /// <value>Default <see cref="NormalizationForm.FormC"/>; null leaves the characters as they are.</value>
    public NormalizationForm? Form
    {
        get;
        init
        {
            if (value is { } form && !Enum.IsDefined(form))
            {
                throw new ArgumentOutOfRangeException(nameof(Form), value, "Expected one of Unicode's four normal forms or null.");
            }

            field = value;
        }
    } = NormalizationForm.FormC;

    /// <summary>Whether letters become small ones, by the rules of no language.</summary>
    /// <value>Default true.</value>
    public bool Lowercase { get; init; } = true;

    /// <summary>Whether accents and other marks are taken off: é becomes e. Changes the meaning of words in many languages.</summary>
    /// <value>Default false.</value>
    public bool StripAccents { get; init; }

    /// <summary>Whether a run of white space becomes one space, and none stays at the ends.</summary>
    /// <value>Default true.</value>
    public bool CollapseSpace { get; init; } = true;

    /// <summary>What becomes of digits.</summary>
    /// <value>Default <see cref="CharacterPolicy.Keep"/>.</value>
    public CharacterPolicy Digits { get; init; }

    /// <summary>What becomes of punctuation, and of the symbols of ASCII such as $ and +; other symbols, such as emoji, stay.</summary>
    /// <value>Default <see cref="CharacterPolicy.Keep"/>.</value>
    public CharacterPolicy Punctuation { get; init; }
}
