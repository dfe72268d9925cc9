using System.Security.Cryptography;
using System.Text;

namespace Atelier.Kernel;

/// <summary>Signs messages with the key of the connection, and checks the signatures of those that come.</summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature as messages carry it: lower-case hexadecimal text; empty without a key.</summary>
    public byte[] Sign(ReadOnlySpan<byte[]> parts) =>
        _key.Length == 0 ? [] : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Compute(parts)));

    /// <summary>Whether the signature is that of the parts; takes the same time wherever a wrong one differs.</summary>
    public bool IsValid(ReadOnlySpan<byte> signature, ReadOnlySpan<byte[]> parts) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(Sign(parts), signature);

    private byte[] Compute(ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts)
            hash.AppendData(part);
        return hash.GetHashAndReset();
    }
}
