using TorchSharp;

namespace Atelier.Training;

/// <summary>The devices that tensors can live on here.</summary>
public static class Device
{
    /// <summary>The fastest kind there is: CUDA, else Apple's MPS, else the CPU.</summary>
    public static torch.Device Best => Available[0];

    /// <summary>All devices here, the fastest kind first; the CPU is always the last.</summary>
    public static IReadOnlyList<torch.Device> Available
    {
        get
        {
            TorchRuntime.EnsureLoaded();
            var devices = new List<torch.Device>();
            if (torch.cuda.is_available())
            {
                devices.AddRange(Enumerable.Range(0, torch.cuda.device_count()).Select(index => new torch.Device(DeviceType.CUDA, index)));
            }

            if (OperatingSystem.IsMacOS() && torch.mps_is_available())
            {
                devices.Add(new torch.Device(DeviceType.MPS, 0));
            }

            devices.Add(new torch.Device(DeviceType.CPU));
            return devices;
        }
    }

    /// <summary>Looks a device up by name.</summary>
    /// <param name="name"><c>cpu</c>, <c>mps</c>, <c>cuda</c> (the first one) or <c>cuda:1</c>; case does not matter.</param>
    /// <exception cref="ArgumentException">There is no such device; the message lists those that are there.</exception>
    public static torch.Device Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var available = Available;
        var wanted = name.Trim().ToLowerInvariant();
        return available.FirstOrDefault(device => wanted == KindOf(device) || wanted == $"{KindOf(device)}:{Math.Max(device.index, 0)}")
            ?? throw new ArgumentException(
                $"There is no device `{name}`; available are: {string.Join(", ", available.Select(Name))}."
                + (wanted.StartsWith("cuda", StringComparison.Ordinal)
                    ? $" CUDA needs an NVIDIA driver and a package libtorch-cuda {TorchRuntime.LibTorchVersion} instead of libtorch-cpu."
                    : ""),
                nameof(name));
    }

    /// <summary>Requires that a device is there.</summary>
    /// <exception cref="ArgumentException">It is not; the message lists those that are.</exception>
    internal static void EnsureAvailable(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Get(device.index >= 0 ? $"{KindOf(device)}:{device.index}" : KindOf(device));
    }

    private static string KindOf(torch.Device device) => device.type.ToString().ToLowerInvariant();

    private static string Name(torch.Device device) => device.type == DeviceType.CUDA ? $"cuda:{device.index}" : KindOf(device);
}
