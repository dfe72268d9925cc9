using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>A tensor of ONNX Runtime over memory that stays where it is until the end of the call.</summary>
internal sealed class PinnedValue(OrtValue value, MemoryHandle pin) : IDisposable
{
    public OrtValue Value => value;

    public void Dispose()
    {
        value.Dispose();
        pin.Dispose();
    }
}
