using System.Security.Cryptography;
using System.Text;

namespace Atelier.Packaging;

/// <summary>The file <c>SHA256SUMS</c> of a package, in the format of the command <c>sha256sum</c>.</summary>
internal static class Checksums
{
    public const string FileName = "SHA256SUMS";

    public static byte[] Format(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts)
    {
        var lines = parts.OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{Convert.ToHexStringLower(SHA256.HashData(part.Value.Span))}  {part.Key}\n");
        return Encoding.UTF8.GetBytes(string.Concat(lines));
    }

    /// <summary>Reads every listed part once and checks it.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> ReadVerified(string root)
    {
        var list = Path.Combine(root, FileName);
        if (!File.Exists(list))
        {
            throw new InvalidDataException($"The package `{root}` lacks `{FileName}`; expected a folder that ModelPackage.Save wrote.");
        }

        var parts = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var line in File.ReadAllText(list).Split('\n')[..^1])
        {
            // 64 digits, two blanks, the name.
            if (line.Length < 67 || line[64..66] != "  " || !line.AsSpan(0, 64).ContainsOnlyLowerHex())
            {
                throw new InvalidDataException(
                    $"`{FileName}` of the package `{root}` has the line `{line}`; expected a SHA-256 checksum, two blanks and a name.");
            }

            var name = line[66..];
            parts[name] = ReadPart(root, name, line[..64]);
        }

        return parts;
    }

    private static byte[] ReadPart(string root, string name, string expected)
    {
        var path = Path.Combine(root, name);
        // Parts are plain files directly in the folder: no way out of it by separators, dots or links.
        if (name is "." or ".." || name != Path.GetFileName(name) || name.Contains('\\') || name.Contains('/')
            || new FileInfo(path).LinkTarget is not null)
        {
            throw new InvalidDataException(
                $"The package `{root}` names the part `{name}`, which leaves its folder; expected plain file names. Do not trust this package.");
        }

        if (!File.Exists(path))
        {
            throw new InvalidDataException($"The package `{root}` lacks its part `{name}`. Copy the package again.");
        }

        var bytes = File.ReadAllBytes(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return actual == expected
            ? bytes
            : throw new InvalidDataException(
                $"The part `{name}` of the package `{root}` has the checksum {actual}; expected {expected}. It was changed or damaged: "
                + "copy the package again.");
    }

    private static bool ContainsOnlyLowerHex(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept("0123456789abcdef");
}
