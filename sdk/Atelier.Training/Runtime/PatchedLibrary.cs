using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Atelier.Training;

/// <summary>Loads TorchSharp's native library on a Linux whose C++ runtime is older than the one it was linked against.</summary>
/// <remarks>
/// TorchSharp 0.107 asks for GLIBCXX_3.4.32 (GCC 13) on behalf of one symbol that it references and never calls. Debian 12,
/// Ubuntu 22.04 and RHEL 9 lack that version. In a copy the need is marked weak, which the loader takes for "nice to have".
/// The original is never written to.
/// </remarks>
internal static class PatchedLibrary
{
    /// <summary>The only version whose absence is known to be harmless.</summary>
    public const string HarmlessVersion = "GLIBCXX_3.4.32";

    /// <summary>Tells whether a load failed only because of <see cref="HarmlessVersion"/>.</summary>
    public static bool CanHelp(DllNotFoundException failure) =>
        OperatingSystem.IsLinux() && failure.Message.Contains($"`{HarmlessVersion}' not found", StringComparison.Ordinal);

    /// <summary>Loads a copy that does without <see cref="HarmlessVersion"/>; what it depends on must be loaded already.</summary>
    /// <param name="path">The library as the package holds it.</param>
    /// <param name="cacheRoot">Where copies are kept; null where no such folder is known.</param>
    /// <returns>Where the copy was loaded from.</returns>
    /// <exception cref="InvalidDataException">The library is damaged or does not ask for that version.</exception>
    /// <exception cref="DllNotFoundException">The copy does not load either.</exception>
    public static string Load(string path, string? cacheRoot)
    {
        var original = File.ReadAllBytes(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(original));
        if (ElfVersionNeeds.MarkWeak(original, HarmlessVersion) == 0)
        {
            throw new InvalidDataException($"`{path}` does not ask for {HarmlessVersion}, so a copy without it would not help.");
        }

        return (cacheRoot is null ? null : TryKeep(original, Path.Combine(cacheRoot, hash), Path.GetFileName(path)))
            is { } kept ? LoadFrom(kept) : LoadOnce(original, Path.GetFileName(path));
    }

    /// <summary>The folder for copies that a user's processes share; null when the user has no home.</summary>
    public static string? DefaultCacheRoot()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!Path.IsPathRooted(cache))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            cache = home.Length == 0 ? null : Path.Combine(home, ".cache");
        }

        return cache is null ? null : Path.Combine(cache, "atelier", "native");
    }

    /// <summary>Makes sure that the cache holds the library; null when nothing can be written there.</summary>
    internal static string? TryKeep(byte[] library, string folder, string name)
    {
        var target = Path.Combine(folder, name);
        try
        {
            // A copy is compared rather than trusted: a damaged one would end the process in native code.
            if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(library))
            {
                return target;
            }

            Directory.CreateDirectory(folder);
            var part = Path.Combine(folder, $"{name}.{Path.GetRandomFileName()}");
            try
            {
                File.WriteAllBytes(part, library);
                File.Move(part, target, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }

            return target;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string LoadOnce(byte[] library, string name)
    {
        // A fresh folder that only this user can enter: a fixed one in the shared temporary folder could hold anybody's library.
        var folder = Directory.CreateTempSubdirectory("atelier-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, library);
            return LoadFrom(path);
        }
        finally
        {
            // Linux keeps the pages of a loaded library after its file is gone.
            folder.Delete(recursive: true);
        }
    }

    private static string LoadFrom(string path)
    {
        NativeLibrary.Load(path);
        return path;
    }
}
