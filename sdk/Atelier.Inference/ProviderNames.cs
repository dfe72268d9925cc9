using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>Providers by the names that ONNX Runtime and its packages have for them.</summary>
internal static class ProviderNames
{
    /// <summary>Why the loaded build of ONNX Runtime has no such provider; null where it has it.</summary>
    public static string? WhyAbsent(ExecutionProvider provider)
    {
        var (name, package) = provider switch
        {
            ExecutionProvider.Cpu => ("CPUExecutionProvider", ""),
            ExecutionProvider.Cuda => ("CUDAExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu"),
            ExecutionProvider.TensorRt => ("TensorrtExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu"),
            ExecutionProvider.DirectMl => ("DmlExecutionProvider", "Microsoft.ML.OnnxRuntime.DirectML"),
            ExecutionProvider.CoreMl => ("CoreMLExecutionProvider", "Microsoft.ML.OnnxRuntime on macOS"),
            ExecutionProvider.OpenVino => ("OpenVINOExecutionProvider", "Intel.ML.OnnxRuntime.OpenVino"),
            _ => ("", ""),
        };
        if (name.Length == 0)
        {
            return $"{(int)provider} is no member of ExecutionProvider; expected one of {string.Join(", ", Enum.GetNames<ExecutionProvider>())}.";
        }

        var available = OrtEnv.Instance().GetAvailableProviders();
        return provider == ExecutionProvider.Cpu || available.Contains(name)
            ? null
            : $"this build of ONNX Runtime has {string.Join(", ", available)}, not {name}. Reference the package {package}.";
    }

    public static void Append(SessionOptions settings, ExecutionProvider provider)
    {
        switch (provider)
        {
            case ExecutionProvider.Cuda:
                settings.AppendExecutionProvider_CUDA(0);
                break;
            case ExecutionProvider.TensorRt:
                // What TensorRT cannot compile stays on the card where CUDA can run it.
                settings.AppendExecutionProvider_Tensorrt(0);
                settings.AppendExecutionProvider_CUDA(0);
                break;
            case ExecutionProvider.DirectMl:
                // DirectML allows neither; ONNX Runtime's documentation asks for both settings.
                settings.EnableMemoryPattern = false;
                settings.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
                settings.AppendExecutionProvider_DML(0);
                break;
            case ExecutionProvider.CoreMl:
                settings.AppendExecutionProvider_CoreML(CoreMLFlags.COREML_FLAG_USE_NONE);
                break;
            case ExecutionProvider.OpenVino:
                settings.AppendExecutionProvider_OpenVINO("");
                break;
        }
    }
}
