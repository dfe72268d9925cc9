using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>libtorch's autocast on this thread, until disposed of: operations that gain from it compute in fewer bits.</summary>
/// <remarks>
/// TorchSharp has no word for it, so the functions of <c>ATen/autocast_mode.h</c> are called in libtorch itself, by their names as compilers write them: all
/// take and give plain numbers.
/// </remarks>
internal sealed unsafe class Autocast : IDisposable
{
    private static readonly Lazy<Functions> Native = new(Functions.Find);

    private readonly byte _device;
    private readonly byte _wasEnabled;
    private readonly byte _type;

    private Autocast(DeviceType device, ScalarType type)
    {
        _device = (byte)device;
        var native = Native.Value;
        (_wasEnabled, _type) = (native.IsEnabled(_device), native.Type(_device));
        native.SetType(_device, (byte)type);
        native.SetEnabled(_device, 1);
        native.Enter();
    }

    /// <summary>Begins; null where the precision is that of the weights.</summary>
    /// <exception cref="PlatformNotSupportedException">This libtorch has no autocast that can be reached.</exception>
    public static Autocast? Begin(TrainingPrecision precision, DeviceType device) => precision switch
    {
        TrainingPrecision.Float32 => null,
        TrainingPrecision.BFloat16 => new Autocast(device, ScalarType.BFloat16),
        _ => new Autocast(device, ScalarType.Float16),
    };

    public void Dispose()
    {
        var native = Native.Value;
        native.SetEnabled(_device, _wasEnabled);
        native.SetType(_device, _type);
        if (native.Leave() == 0)
        {
            // Weights in fewer bits were kept for use within the scope; the next step has others.
            native.ClearCache();
        }
    }

    private sealed class Functions
    {
        public required delegate* unmanaged<byte, byte> IsEnabled { get; init; }

        public required delegate* unmanaged<byte, byte, void> SetEnabled { get; init; }

        public required delegate* unmanaged<byte, byte> Type { get; init; }

        public required delegate* unmanaged<byte, byte, void> SetType { get; init; }

        public required delegate* unmanaged<int> Enter { get; init; }

        public required delegate* unmanaged<int> Leave { get; init; }

        public required delegate* unmanaged<void> ClearCache { get; init; }

        public static Functions Find()
        {
            TorchRuntime.EnsureLoaded();
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            var path = process.Modules.Cast<System.Diagnostics.ProcessModule>()
                .FirstOrDefault(module => module.ModuleName is "libtorch_cpu.so" or "libtorch_cpu.dylib" or "torch_cpu.dll")?.FileName
                ?? throw NotThere("the library torch_cpu is not loaded");
            var library = NativeLibrary.Load(path);
            return new Functions
            {
                IsEnabled = (delegate* unmanaged<byte, byte>)Export("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z"),
                SetEnabled = (delegate* unmanaged<byte, byte, void>)Export("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z"),
                Type = (delegate* unmanaged<byte, byte>)Export("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE", "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z"),
                SetType = (delegate* unmanaged<byte, byte, void>)Export("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z"),
                Enter = (delegate* unmanaged<int>)Export("_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ"),
                Leave = (delegate* unmanaged<int>)Export("_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ"),
                ClearCache = (delegate* unmanaged<void>)Export("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ"),
            };

            nint Export(string name, string windowsName) =>
                NativeLibrary.TryGetExport(library, OperatingSystem.IsWindows() ? windowsName : name, out var address)
                    ? address
                    : throw NotThere($"`{path}` has no {(OperatingSystem.IsWindows() ? windowsName : name)}");
        }

        private static PlatformNotSupportedException NotThere(string what) => new(
            $"Autocast was not found in libtorch: {what}; expected libtorch {TorchRuntime.LibTorchVersion}. Train with TrainingPrecision.Float32.");
    }
}
