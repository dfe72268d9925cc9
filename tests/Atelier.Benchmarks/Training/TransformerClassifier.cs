using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Training;

/// <summary>Classifies sequences of word numbers by a transformer encoder with 30 million parameters.</summary>
public sealed class TransformerClassifier : Module<Tensor, Tensor>
{
    /// <summary>Words of a row.</summary>
    public const int Length = 128;

    /// <summary>Different words.</summary>
    public const int Words = 8192;

    private const int Width = 512;

    private readonly Embedding _embedding = Embedding(Words, Width);
    private readonly TransformerEncoder _encoder = TransformerEncoder(TransformerEncoderLayer(Width, 8, 4 * Width, 0.1), 8);
    private readonly Linear _output = Linear(Width, 10);

    /// <summary>Makes the model.</summary>
    public TransformerClassifier()
        : base(nameof(TransformerClassifier)) => RegisterComponents();

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var words = _embedding.call(input.to(int64)).transpose(0, 1); // (length, batch, width)
        return _output.call(_encoder.call(words).mean([0])).MoveToOuterDisposeScope();
    }
}
