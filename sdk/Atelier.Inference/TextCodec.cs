using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Inference;

/// <summary>Carries text, which ONNX Runtime keeps in memory of its own.</summary>
internal sealed class TextCodec : ElementCodec
{
    public override TensorElementType Type => TensorElementType.String;

    public override int Size => 0;

    public override void CopyTo(NamedTensor tensor, Span<byte> target) => throw NotFixed();

    public override NamedTensor ToTensor(string name, ReadOnlySpan<byte> bytes, IReadOnlyList<int> shape) => throw NotFixed();

    public override PinnedValue Wrap(NamedTensor tensor)
    {
        var texts = tensor.Values<string>().Span;
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, LongShape(tensor));
        try
        {
            for (var i = 0; i < texts.Length; i++)
            {
                var text = texts[i] ?? throw new ArgumentException(
                    $"`{tensor.Name}` holds null at element {i}; expected text. Give an empty text for a missing one.", "inputs");
                value.StringTensorSetElementAt(text.AsSpan(), i);
            }

            return new PinnedValue(value, default);
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    public override NamedTensor Read(string name, OrtValue value) =>
        NamedTensor.Create<string>(name, value.GetStringTensorAsArray(), ShapeOf(value));

    private static InvalidOperationException NotFixed() => new("Text has no fixed size; wrap and read it instead.");
}
