using System.Runtime.InteropServices;

namespace Atelier.Training;

/// <summary>Functions of libtorch that TorchSharp has no word for.</summary>
/// <remarks>
/// Those of <c>ATen/autocast_mode.h</c> and <c>ATen/Context.h</c>, found by the names that compilers give them (Itanium's elsewhere, Microsoft's on Windows). All take and give
/// plain numbers and pointers, which C and C++ pass alike.
/// </remarks>
internal sealed unsafe class TorchNative
{
    private static readonly Lazy<TorchNative> Found = new(() => new TorchNative());

    private TorchNative()
    {
        var path = TorchLibrary.FindLoaded() ?? throw NotThere("the library torch_cpu is not loaded");
        var library = NativeLibrary.Load(path);
        IsEnabled = (delegate* unmanaged<byte, byte>)Find(
            "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z");
        SetEnabled = (delegate* unmanaged<byte, byte, void>)Find(
            "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");
        Type = (delegate* unmanaged<byte, byte>)Find(
            "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE", "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z");
        SetType = (delegate* unmanaged<byte, byte, void>)Find(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
            "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");
        Enter = (delegate* unmanaged<int>)Find("_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ");
        Leave = (delegate* unmanaged<int>)Find("_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ");
        ClearCache = (delegate* unmanaged<void>)Find("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");
        Context = (delegate* unmanaged<nint>)Find("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ");
        IsDeterministic = (delegate* unmanaged<nint, byte>)Find(
            "_ZNK2at7Context23deterministicAlgorithmsEv", "?deterministicAlgorithms@Context@at@@QEBA_NXZ");
        SetDeterministic = (delegate* unmanaged<nint, byte, byte, void>)Find(
            "_ZN2at7Context26setDeterministicAlgorithmsEbb", "?setDeterministicAlgorithms@Context@at@@QEAAX_N0@Z");
        UsesOneDnn = (delegate* unmanaged<nint, byte>)Find("_ZNK2at7Context17userEnabledMkldnnEv", "?userEnabledMkldnn@Context@at@@QEBA_NXZ");
        UseOneDnn = (delegate* unmanaged<nint, byte, void>)Find(
            "_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z");

        nint Find(string name, string windowsName)
        {
            var wanted = OperatingSystem.IsWindows() ? windowsName : name;
            return NativeLibrary.TryGetExport(library, wanted, out var address) ? address : throw NotThere($"`{path}` has no {wanted}");
        }
    }

    /// <summary>Looked for at the first use.</summary>
    /// <exception cref="PlatformNotSupportedException">This libtorch has other names.</exception>
    public static TorchNative Shared => Found.Value;

    /// <summary>at::autocast::is_autocast_enabled(device).</summary>
    public delegate* unmanaged<byte, byte> IsEnabled { get; }

    /// <summary>at::autocast::set_autocast_enabled(device, enabled).</summary>
    public delegate* unmanaged<byte, byte, void> SetEnabled { get; }

    /// <summary>at::autocast::get_autocast_dtype(device).</summary>
    public delegate* unmanaged<byte, byte> Type { get; }

    /// <summary>at::autocast::set_autocast_dtype(device, type).</summary>
    public delegate* unmanaged<byte, byte, void> SetType { get; }

    /// <summary>at::autocast::increment_nesting().</summary>
    public delegate* unmanaged<int> Enter { get; }

    /// <summary>at::autocast::decrement_nesting().</summary>
    public delegate* unmanaged<int> Leave { get; }

    /// <summary>at::autocast::clear_cache().</summary>
    public delegate* unmanaged<void> ClearCache { get; }

    /// <summary>at::globalContext().</summary>
    public delegate* unmanaged<nint> Context { get; }

    /// <summary>at::Context::deterministicAlgorithms().</summary>
    public delegate* unmanaged<nint, byte> IsDeterministic { get; }

    /// <summary>at::Context::setDeterministicAlgorithms(on, warn only).</summary>
    public delegate* unmanaged<nint, byte, byte, void> SetDeterministic { get; }

    /// <summary>at::Context::userEnabledMkldnn().</summary>
    public delegate* unmanaged<nint, byte> UsesOneDnn { get; }

    /// <summary>at::Context::setUserEnabledMkldnn(on).</summary>
    public delegate* unmanaged<nint, byte, void> UseOneDnn { get; }

    private static PlatformNotSupportedException NotThere(string what) => new(
        $"A function of libtorch was not found: {what}; expected libtorch {TorchRuntime.LibTorchVersion}. "
        + "Train with TrainingPrecision.Float32 and without TrainingOptions.Deterministic.");
}
