using System.Security.Cryptography;
using System.Text;

namespace Atelier.Packaging;

/// <summary>The file <c>SHA256SUMS</c> of a package, in the format of the command <c>sha256sum</c>.</summary>
internal static class Checksums
{
    public const string FileName = "SHA256SUMS";

    public static byte[] Format(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> parts)
    {
        var lines = parts.OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{Convert.ToHexStringLower(SHA256.HashData(part.Value.Span))}  {part.Key}\n");
        return Encoding.UTF8.GetBytes(string.Concat(lines));
    }

    /// <summary>Reads every listed part once and checks it.</summary>
    /// <param name="root">The package's path, for messages.</param>
    /// <param name="read">The bytes of a file directly in the package; null when there is none of that name.</param>
    public static Dictionary<string, ReadOnlyMemory<byte>> ReadVerified(string root, Func<string, byte[]?> read)
    {
        var list = read(FileName)
            ?? throw new InvalidDataException($"The package `{root}` lacks `{FileName}`; expected a package that ModelPackage.Save wrote.");
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var line in Encoding.UTF8.GetString(list).Split('\n')[..^1])
        {
            // 64 digits, two blanks, the name.
            if (line.Length < 67 || line[64..66] != "  " || !line.AsSpan(0, 64).ContainsOnlyLowerHex())
            {
                throw new InvalidDataException(
                    $"`{FileName}` of the package `{root}` has the line `{line}`; expected a SHA-256 checksum, two blanks and a name.");
            }

            var name = line[66..];
            if (!PackageParts.IsPlainName(name))
            {
                throw Leaves(root, name);
            }

            parts[name] = Verify(root, name, line[..64], read(name));
        }

        return parts;
    }

    public static InvalidDataException Leaves(string root, string name) => new(
        $"The package `{root}` names the part `{name}`, which leaves its folder; expected plain file names. Do not trust this package.");

    private static byte[] Verify(string root, string name, string expected, byte[]? bytes)
    {
        if (bytes is null)
        {
            throw new InvalidDataException($"The package `{root}` lacks its part `{name}`. Copy the package again.");
        }

        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return actual == expected
            ? bytes
            : throw new InvalidDataException(
                $"The part `{name}` of the package `{root}` has the checksum {actual}; expected {expected}. It was changed or damaged: "
                + "copy the package again.");
    }

    private static bool ContainsOnlyLowerHex(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept("0123456789abcdef");
}
