using System.Text.Json;

namespace Atelier;

/// <summary>How one element of a tensor stands in JSON; a type argument, so that the loop over the elements is compiled for each.</summary>
internal interface IJsonElement<T>
{
    /// <summary>What is expected, for error messages.</summary>
    static abstract string Expected { get; }

    /// <summary>Reads the token that the reader stands on; false when it is no such element.</summary>
    static abstract bool TryRead(ref Utf8JsonReader reader, out T value);
}
