namespace Atelier.Preprocessing;

/// <summary>What a <see cref="TextNormalizer"/> makes of a kind of characters.</summary>
public enum CharacterPolicy
{
    /// <summary>They stay.</summary>
    Keep,

    /// <summary>They are taken out.</summary>
    Remove,

    /// <summary>Each becomes a space.</summary>
    Space,
}
