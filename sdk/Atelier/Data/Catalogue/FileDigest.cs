using System.Security.Cryptography;

namespace Atelier.Data;

/// <summary>Compares a file with its published checksum.</summary>
internal static class FileDigest
{
    /// <summary>Null when the file is the right one, else what is wrong with it.</summary>
    public static async Task<string?> DifferenceAsync(string path, DatasetFile file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            if (file.Size is { } size && stream.Length != size)
            {
                return FormattableString.Invariant($"it has {stream.Length:N0} bytes; expected {size:N0}");
            }

            var (name, expected) = file.Sha256 is not null ? ("SHA-256", file.Sha256) : ("MD5", file.Md5);
            if (expected is null)
            {
                throw new InvalidOperationException($"`{file.Name}` has no published checksum; expected SHA-256 or MD5 in the catalogue.");
            }

            var bytes = file.Sha256 is not null
                ? await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)
                : await MD5.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            var actual = Convert.ToHexStringLower(bytes);
            return string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase) ? null : $"its {name} is {actual}; expected {expected}";
        }
    }
}
