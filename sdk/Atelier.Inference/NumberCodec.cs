using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Inference;

/// <summary>Carries elements of a fixed size.</summary>
internal sealed class NumberCodec<T>(TensorElementType type) : ElementCodec
    where T : unmanaged
{
    public override TensorElementType Type => type;

    public override int Size => Unsafe.SizeOf<T>();

    public override void CopyTo(NamedTensor tensor, Span<byte> target) => MemoryMarshal.AsBytes(tensor.Values<T>().Span).CopyTo(target);

    public override NamedTensor ToTensor(string name, ReadOnlySpan<byte> bytes, IReadOnlyList<int> shape) =>
        NamedTensor.Create<T>(name, MemoryMarshal.Cast<byte, T>(bytes).ToArray(), shape);

    public override NamedTensor Rows(NamedTensor tensor, int start, int count) => RowsOf<T>(tensor, start, count);

    public override Array Allocate(int count) => new T[count];

    public override void Put(NamedTensor tensor, Array all, int start) => tensor.Values<T>().Span.CopyTo(((T[])all).AsSpan(start));

    public override NamedTensor ToTensor(string name, Array all, IReadOnlyList<int> shape) => NamedTensor.Create<T>(name, (T[])all, shape);

    public override unsafe PinnedValue Wrap(NamedTensor tensor)
    {
        var data = tensor.Values<T>();
        var pin = data.Pin();
        try
        {
            return new PinnedValue(
                OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance, type, LongShape(tensor), (nint)pin.Pointer, (long)data.Length * Unsafe.SizeOf<T>()),
                pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    public override NamedTensor Read(string name, OrtValue value) => ToTensor(name, value.GetTensorMutableRawData(), ShapeOf(value));
}
