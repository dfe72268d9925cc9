using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace Atelier.Training;

/// <summary>Finds and loads libtorch, the native library under TorchSharp.</summary>
/// <remarks>
/// <para>
/// Loading happens by itself on the first use of anything in this assembly. A program or notebook that refers to the package loads it at
/// its start, so that it may use <c>torch</c> at once (a project opts out with <c>AtelierLoadTorchAtStart</c> = false); one that refers to
/// the assembly only calls <see cref="EnsureLoaded"/> before it uses <c>torch</c>.
/// </para>
/// <para>
/// Searched are, in this order: the folder named by the environment variable <c>ATELIER_LIBTORCH</c> (then no other),
/// where TorchSharp itself lies in a NuGet folder, as in a notebook, the packages beside it, CUDA before CPU; then the program's
/// folder and native search path, and the folder of TorchSharp. On Linux systems with a C++ runtime older than GCC 13's (Debian 12, Ubuntu 22.04, RHEL 9) a copy of TorchSharp's
/// native library that does without the newer one is kept in the user's cache folder and loaded instead.
/// </para>
/// <para>Safe to call from any thread.</para>
/// </remarks>
public static class TorchRuntime
{
    /// <summary>The version of libtorch that the referenced TorchSharp is made for.</summary>
    public const string LibTorchVersion = "2.10.0";

    private static readonly Lock Gate = new();

    // A process loads libtorch once: this cannot be an object's state. A failure is tried again, since a notebook may add a package.
    private static TorchLoad? _load;

    /// <summary>True when libtorch is loaded.</summary>
    public static bool IsLoaded => TryLoad().Error is null;

    /// <summary>Loads libtorch unless that was done before.</summary>
    /// <exception cref="DllNotFoundException">It was not found or does not load; the message says what was searched and what to do.</exception>
    public static void EnsureLoaded()
    {
        if (TryLoad().Error is { } error)
        {
            throw new DllNotFoundException(error);
        }
    }

    /// <summary>Versions, places and devices for an error report, several lines; after a failure, what was searched.</summary>
    public static string Describe()
    {
        var load = TryLoad();
        if (load.Error is not null)
        {
            return load.Error;
        }

        var copy = load.PatchedCopy is null
            ? ""
            : $"{Environment.NewLine}  through a copy without {PatchedLibrary.HarmlessVersion}: {load.PatchedCopy}";
        return $"""
            TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, libtorch {LibTorchVersion}
              from {load.Location}{copy}
              devices: {string.Join(", ", Device.Available)}
            """;
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp's own search must find the library loaded, whoever comes first.")]
    internal static void LoadQuietly() => TryLoad();

    private static TorchLoad TryLoad()
    {
        lock (Gate)
        {
            if (_load is not { Error: null })
            {
                _load = TorchLoader.Load(NativeFolders.OfThisProcess(), PatchedLibrary.DefaultCacheRoot());
            }

            return _load;
        }
    }
}
