using System.Runtime.InteropServices;
using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>An array of its own at a fixed place in memory, as ONNX Runtime sees it; it grows when a larger batch comes. Texts lie in ONNX Runtime's memory.</summary>
internal sealed class BoundTensor(GraphPlan.Port port) : IDisposable
{
    private byte[] _bytes = [];
    private int[]? _shape;
    private int _length;
    private OrtValue? _value;

    public OrtValue Value => _value ?? throw new InvalidOperationException("The array has no shape yet; call Resize first.");

    /// <summary>Takes the shape of an input; true when <see cref="Value"/> is another one now.</summary>
    public bool Resize(IReadOnlyList<int> shape)
    {
        var same = _shape is not null && _shape.Length == shape.Count;
        for (var i = 0; same && i < shape.Count; i++)
        {
            same = _shape![i] == shape[i];
        }

        if (!same)
        {
            Rebind([.. shape]);
        }

        return !same;
    }

    /// <summary>Takes the shape that an output has for some inputs; true when <see cref="Value"/> is another one now.</summary>
    public bool Resize(NamedTensor[] inputs)
    {
        var dimensions = port.Dimensions!;
        var same = _shape is not null;
        for (var i = 0; same && i < dimensions.Length; i++)
        {
            same = _shape![i] == dimensions[i].Resolve(inputs);
        }

        if (!same)
        {
            Rebind([.. dimensions.Select(dimension => dimension.Resolve(inputs))]);
        }

        return !same;
    }

    public void Fill(NamedTensor tensor)
    {
        if (port.Codec is TextCodec)
        {
            TextCodec.Fill(Value, tensor);
        }
        else
        {
            port.Codec.CopyTo(tensor, _bytes.AsSpan(0, _length));
        }
    }

    public NamedTensor Read() => port.Codec.ToTensor(port.Spec.Name, _bytes.AsSpan(0, _length), _shape!);

    public void Dispose() => _value?.Dispose();

    private void Rebind(int[] shape)
    {
        long[] lengths = [.. shape.Select(length => (long)length)];
        if (port.Codec is TextCodec)
        {
            _value?.Dispose();
            _value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, lengths);
            _shape = shape;
            return;
        }

        _length = shape.Aggregate(port.Codec.Size, (product, length) => product * length);
        if (_length > _bytes.Length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(_length, pinned: true);
        }

        _value?.Dispose();
        _value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            port.Codec.Type,
            lengths,
            Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0),
            _length);
        _shape = shape;
    }
}
