using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>libtorch's autocast on this thread, until disposed of: operations that gain from it compute in fewer bits.</summary>
internal sealed unsafe class Autocast : IDisposable
{
    private readonly byte _device;
    private readonly byte _wasEnabled;
    private readonly byte _type;

    private Autocast(DeviceType device, ScalarType type)
    {
        _device = (byte)device;
        var native = TorchNative.Shared;
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
        var native = TorchNative.Shared;
        native.SetEnabled(_device, _wasEnabled);
        native.SetType(_device, _type);
        if (native.Leave() == 0)
        {
            // Weights in fewer bits were kept for use within the scope; the next step has others.
            native.ClearCache();
        }
    }
}
