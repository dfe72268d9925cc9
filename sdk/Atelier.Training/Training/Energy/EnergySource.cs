namespace Atelier.Training;

/// <summary>Where a figure of energy comes from.</summary>
public enum EnergySource
{
    /// <summary>Measured by the processor itself: the RAPL counters that Linux shows under <c>/sys/class/powercap</c>.</summary>
    Rapl,

    /// <summary>Measured by an NVIDIA graphics processor: NVML's energy counter, or its power where it has no counter.</summary>
    Nvml,

    /// <summary>Not measured: estimated from this process's processor time.</summary>
    ProcessorTime,
}
