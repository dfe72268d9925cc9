using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Inference;

/// <summary>Carries text, which ONNX Runtime keeps in memory of its own.</summary>
internal sealed class TextCodec : ElementCodec
{
    // What ONNX Runtime keeps for each text beside its letters.
    private const int TextOverhead = 32;

    public override TensorElementType Type => TensorElementType.String;

    public override int Size => 0;

    public override void CopyTo(NamedTensor tensor, Span<byte> target) => throw NotFixed();

    public override NamedTensor ToTensor(string name, ReadOnlySpan<byte> bytes, IReadOnlyList<int> shape) => throw NotFixed();

    public override NamedTensor Rows(NamedTensor tensor, int start, int count) => RowsOf<string>(tensor, start, count);

    public override Array Allocate(int count) => new string[count];

    public override void Put(NamedTensor tensor, Array all, int start) => tensor.Values<string>().Span.CopyTo(((string[])all).AsSpan(start));

    public override NamedTensor ToTensor(string name, Array all, IReadOnlyList<int> shape) => NamedTensor.Create<string>(name, (string[])all, shape);

    public override PinnedValue Wrap(NamedTensor tensor)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, LongShape(tensor));
        try
        {
            Fill(value, tensor);
            return new PinnedValue(value, default);
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    public override long BytesOf(NamedTensor tensor)
    {
        var bytes = 0L;
        foreach (var text in tensor.Values<string>().Span)
        {
            bytes += TextOverhead + (text?.Length ?? 0);
        }

        return bytes;
    }

    /// <summary>Copies texts into a tensor of the same shape that holds others.</summary>
    public static void Fill(OrtValue value, NamedTensor tensor)
    {
        var texts = tensor.Values<string>().Span;
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i] ?? throw new ArgumentException(
                $"`{tensor.Name}` holds null at element {i}; expected text. Give an empty text for a missing one.", "inputs");
            value.StringTensorSetElementAt(text.AsSpan(), i);
        }
    }

    public override NamedTensor Read(string name, OrtValue value) =>
        NamedTensor.Create<string>(name, value.GetStringTensorAsArray(), ShapeOf(value));

    private static InvalidOperationException NotFixed() => new("Text has no fixed size; wrap and read it instead.");
}
