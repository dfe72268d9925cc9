namespace Atelier.Inference;

/// <summary>What ONNX Runtime computes with.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; always there.</summary>
    Cpu,

    /// <summary>NVIDIA graphics cards.</summary>
    Cuda,

    /// <summary>NVIDIA graphics cards, with graphs compiled for the card.</summary>
    TensorRt,

    /// <summary>Graphics cards under Windows.</summary>
    DirectMl,

    /// <summary>Apple's processors, graphics cards and neural engine.</summary>
    CoreMl,

    /// <summary>Intel's processors and graphics cards.</summary>
    OpenVino,
}
