namespace Atelier;

/// <summary>How the value of a field lies in a message of Protocol Buffers.</summary>
internal enum WireKind
{
    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    Bytes = 2,

    /// <summary>Fields up to <see cref="GroupEnd"/>; of the days before messages in messages.</summary>
    GroupStart = 3,

    /// <summary>The end of a group.</summary>
    GroupEnd = 4,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
