namespace Atelier.Preprocessing;

/// <summary>What the terms of a <see cref="TfIdfVectorizer"/> are made of.</summary>
public enum TextUnit
{
    /// <summary>Words: runs of two or more letters, numbers and underscores. A term is some words in a row, with a space between.</summary>
    Word,

    /// <summary>Characters, spaces included; runs of white space count as one space.</summary>
    Character,

    /// <summary>Characters within one word, which is padded with a space at both ends. Words lie between white space.</summary>
    CharacterInWord,
}
