namespace Atelier.Training;

/// <summary>One layer of a <see cref="ModelSummary"/>.</summary>
public sealed record LayerSummary
{
    internal LayerSummary()
    {
    }

    /// <summary>Its path in the model, such as <c>features.0</c>; <c>(model)</c> for the model itself.</summary>
    public required string Name { get; init; }

    /// <summary>Its class, such as <c>Conv2d</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How often it ran; 0 when no call of it was seen.</summary>
    public required int Calls { get; init; }

    /// <summary>The shape that it gave last, batch included; null when it was not seen.</summary>
    public IReadOnlyList<long>? OutputShape { get; init; }

    /// <summary>Its own parameters, without those that a layer before it shares with it.</summary>
    public required long Parameters { get; init; }

    /// <summary>Those of <see cref="Parameters"/> that training changes.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Operations of all its calls, counted as <see cref="ModelSummary"/> says; null when they are not known.</summary>
    public long? Flops { get; init; }

    /// <summary>Bytes of what it gave in all its calls; null when it was not seen.</summary>
    public long? ActivationBytes { get; init; }
}
