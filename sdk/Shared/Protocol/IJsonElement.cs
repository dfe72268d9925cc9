using System.Text.Json;

namespace Atelier;

/// <summary>How one element of a tensor stands in JSON; a type argument, so that the loop over the elements is compiled for each.</summary>
internal interface IJsonElement<T>
{
    /// <summary>What is expected, for error messages.</summary>
    static abstract string Expected { get; }

    /// <summary>Reads the token that the reader stands on; false when it is no such element.</summary>
    static abstract bool TryRead(ref Utf8JsonReader reader, out T value);

    /// <summary>Reads the element that a text begins with, in the usual form of a number; false where that does not suffice, though a reader may know more.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The element.</param>
    /// <param name="length">How many bytes it takes.</param>
    static virtual bool TryScan(ReadOnlySpan<byte> text, out T value, out int length)
    {
        (value, length) = (default!, 0);
        return false;
    }

    /// <summary>The element for a whole number from 0 to 999; false where it does not go into the type.</summary>
    static virtual bool TryFromSmall(int number, out T value)
    {
        value = default!;
        return false;
    }
}
