using System.Security.Cryptography;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>SHA-256 of a package's list of checksums: it tells packages apart without reading them.</summary>
internal static class PackageDigest
{
    /// <summary>The digest that a package has once it is saved.</summary>
    public static string Of(ModelPackage package) => Text(Checksums.Format(PackageParts.Of(package)));

    /// <summary>The digest of a saved package.</summary>
    /// <exception cref="InvalidDataException">It lacks its list of checksums.</exception>
    public static string OfFolder(string path)
    {
        try
        {
            return Text(File.ReadAllBytes(Path.Combine(path, Checksums.FileName)));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"The package `{path}` lacks `{Checksums.FileName}`. Copy the package there again.", error);
        }
    }

    /// <summary>Reads a saved package, and checks it against what was registered.</summary>
    /// <exception cref="InvalidDataException">It was damaged or changed.</exception>
    public static ModelPackage Read(string path, ModelVersion version)
    {
        var digest = OfFolder(path);
        return digest == version.Digest
            ? ModelPackage.Load(path)
            : throw new InvalidDataException(
                $"The package `{path}` has the digest {digest}; {version} was registered with {version.Digest}. "
                + "It was changed since: a version never changes, so put back what was registered.");
    }

    private static string Text(byte[] checksums) => Convert.ToHexStringLower(SHA256.HashData(checksums));
}
