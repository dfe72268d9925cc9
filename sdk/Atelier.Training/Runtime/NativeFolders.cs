using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Atelier.Training;

/// <summary>Where the native libraries of TorchSharp and libtorch may lie, the best place first.</summary>
/// <param name="Rid">The runtime identifier without distribution, such as <c>linux-x64</c>.</param>
/// <param name="AppFolder">The folder of the program.</param>
/// <param name="HostFolders">The native search path that the .NET host made from the program's dependencies.</param>
/// <param name="TorchSharpFolder">The folder of the TorchSharp assembly; null when it was loaded from memory.</param>
/// <param name="UserFolder">The value of <c>ATELIER_LIBTORCH</c>; null when unset.</param>
internal sealed partial record NativeFolders(
    string Rid, string AppFolder, IReadOnlyList<string> HostFolders, string? TorchSharpFolder, string? UserFolder)
{
    /// <summary>The environment variable that points to a libtorch of the user's own.</summary>
    public const string UserVariable = "ATELIER_LIBTORCH";

    /// <summary>The folders as this process sees them.</summary>
    public static NativeFolders OfThisProcess()
    {
        var host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var torchSharp = typeof(TorchSharp.torch).Assembly.Location;
        var user = Environment.GetEnvironmentVariable(UserVariable);
        return new NativeFolders(
            CurrentRid(),
            AppContext.BaseDirectory,
            host.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            torchSharp.Length == 0 ? null : Path.GetDirectoryName(torchSharp),
            string.IsNullOrWhiteSpace(user) ? null : user);
    }

    /// <summary>Each place as the folders for libtorch's libraries and for TorchSharp's; they need not exist.</summary>
    public IEnumerable<(IReadOnlyList<string> LibTorch, IReadOnlyList<string> TorchSharp)> Places()
    {
        IReadOnlyList<string> packaged = [.. Packaged().Distinct()];
        if (UserFolder is not null)
        {
            yield return ([UserFolder, Path.Combine(UserFolder, "lib")], [.. packaged, .. TorchSharpPackage()]);
            yield break;
        }

        // A script uses TorchSharp straight from its NuGet folder; what the host program brings along is another matter.
        foreach (var libtorch in LibTorchPackages())
        {
            yield return (libtorch, [.. TorchSharpPackage()]);
        }

        yield return (packaged, packaged);
    }

    private static string CurrentRid()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    [GeneratedRegex("^libtorch-cuda-(?<release>[0-9.]+)-(?<rid>[a-z]+-[a-z0-9]+)(-part.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex CudaPackage();

    private IEnumerable<string> Packaged()
    {
        yield return Path.Combine(AppFolder, "runtimes", Rid, "native");
        yield return AppFolder;
        foreach (var folder in HostFolders)
        {
            yield return folder;
        }

        if (TorchSharpFolder is not null)
        {
            yield return Path.Combine(TorchSharpFolder, "runtimes", Rid, "native");
            yield return TorchSharpFolder;
        }
    }

    /// <summary>TorchSharp's own native folder when the assembly lies in a NuGet folder: .../torchsharp/0.107.0/lib/net8.0.</summary>
    private IEnumerable<string> TorchSharpPackage() =>
        PackagesRoot() is null ? [] : [Path.GetFullPath(Path.Combine(TorchSharpFolder!, "..", "..", "runtimes", Rid, "native"))];

    /// <summary>The libtorch packages beside TorchSharp's: CUDA first, since nobody restores it by accident.</summary>
    private IEnumerable<IReadOnlyList<string>> LibTorchPackages()
    {
        if (PackagesRoot() is not { } root)
        {
            yield break;
        }

        // One release of CUDA is one package or several (-part1, -part2-primary, ...), each holding some of the libraries.
        var releases = Directory.Exists(root)
            ? Directory.GetDirectories(root, "libtorch-cuda-*")
                .Select(folder => CudaPackage().Match(Path.GetFileName(folder)))
                .Where(match => match.Success && match.Groups["rid"].Value == Rid && Directory.Exists(NativeFolder(match.Value)))
                .GroupBy(match => match.Groups["release"].Value, match => NativeFolder(match.Value))
            : [];
        foreach (var release in releases.OrderByDescending(group => group.Key, StringComparer.Ordinal))
        {
            yield return [.. release.Order(StringComparer.Ordinal)];
        }

        yield return [NativeFolder($"libtorch-cpu-{Rid}")];

        string NativeFolder(string package) => Path.Combine(root, package, TorchRuntime.LibTorchVersion, "runtimes", Rid, "native");
    }

    /// <summary>The NuGet folder that the TorchSharp assembly lies in; null when it lies elsewhere.</summary>
    private string? PackagesRoot()
    {
        var home = TorchSharpFolder is null ? null : Path.GetFullPath(Path.Combine(TorchSharpFolder, "..", "..", ".."));
        return string.Equals(Path.GetFileName(home), "torchsharp", StringComparison.OrdinalIgnoreCase) ? Path.GetDirectoryName(home) : null;
    }
}
