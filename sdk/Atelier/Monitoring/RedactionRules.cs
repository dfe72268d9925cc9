namespace Atelier.Monitoring;

/// <summary>What of requests and answers may be written down.</summary>
public sealed record RedactionRules
{
    /// <summary>Names of inputs and outputs whose values are left out.</summary>
    public IReadOnlyCollection<string> Dropped { get; init; } = [];

    /// <summary>Names of inputs and outputs whose values are replaced by a hash each.</summary>
    /// <remarks>
    /// HMAC-SHA-256 of the value as text, its first 8 bytes in hexadecimal. Without <see cref="HashKey"/> nobody can try out likely values.
    /// </remarks>
    public IReadOnlyCollection<string> Hashed { get; init; } = [];

    /// <summary>The key of the hashes: a secret. Logs with one key can be compared.</summary>
    /// <value>Default 32 bytes at random: hashes are comparable within this object only. At least 16 bytes.</value>
    public ReadOnlyMemory<byte> HashKey
    {
        get;
        init => field = value.Length >= 16 ? value : throw new ArgumentException(
            $"`HashKey` has {value.Length} bytes; expected at least 16 from a cryptographic generator.", nameof(HashKey));
    } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

    /// <summary>How many values of one input or output are kept; of more, the first ones.</summary>
    /// <value>Default 1,024; 0 or above.</value>
    public int MostValues
    {
        get;
        init => field = AtLeastNone(value, nameof(MostValues));
    } = 1024;

    /// <summary>How many characters of a text are kept; of more, the first ones.</summary>
    /// <value>Default 1,000; 0 or above.</value>
    public int MostCharacters
    {
        get;
        init => field = AtLeastNone(value, nameof(MostCharacters));
    } = 1000;

    private static int AtLeastNone(int value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, $"`{name}` is {value}; expected 0 or above.");
}
