using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Networks of attention.</summary>
internal static class TransformerModels
{
    public static IEnumerable<(string Name, ZooCase Case)> Cases() =>
    [
        ("transformer encoder classifier", new(() => new EncoderClassifier(), Words("words")) { Tolerance = 1e-4 }),
        ("GPT with tied embeddings", new(() => new Gpt(), Words("words")) { Tolerance = 1e-4 }),
        ("encoder-decoder transformer", new(() => new EncoderDecoder(), Words("source"), new ZooInput("target", [2, 4], "batch", "target_time") { Below = 20, Step = 2 }) { Tolerance = 1e-4 }),
        ("MLP-Mixer", new(() => new Mixer(), new ZooInput("image", [2, 3, 8, 8], "batch"))),
        // TorchSharp counts the weights that its attention was not asked for, and never forgets them.
        ("tabular net of tokens", new(() => new FeatureTokens(), new ZooInput("numbers", [2, 5], "batch"), new ZooInput("category", [2], "batch") { Below = 4 }) { LeavesTensors = true }),
    ];

    private static ZooInput Words(string name) => new(name, [2, 6], "batch", "time") { Below = 20 };

    /// <summary>Sines and cosines, built in the forward for the length at hand.</summary>
    private static Tensor Positions(long length, long width)
    {
        var position = arange(length, dtype: ScalarType.Float32).unsqueeze(1);
        var frequency = exp(arange(0, width, 2, dtype: ScalarType.Float32) * (-Math.Log(10000.0) / width));
        return stack([(position * frequency).sin(), (position * frequency).cos()], -1).flatten(1);
    }

    private sealed class EncoderClassifier : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 8);
        private readonly TransformerEncoder _encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 16, dropout: 0.1), 2);
        private readonly Linear _head = Linear(8, 3);

        public EncoderClassifier()
            : base(nameof(EncoderClassifier)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var embedded = (_words.call(x) * Math.Sqrt(8)) + Positions(x.shape[1], 8);
            var encoded = _encoder.call(embedded.transpose(0, 1), null, null);
            return _head.call(encoded.mean([0]));
        }
    }

    private sealed class CausalAttention : Module<Tensor, Tensor>
    {
        private readonly Linear _project = Linear(8, 24);
        private readonly Linear _output = Linear(8, 8);
        private readonly Tensor _mask = ones(32, 32).tril();
        private readonly int _heads;

        public CausalAttention(int heads)
            : base(nameof(CausalAttention))
        {
            _heads = heads;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, time, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = _project.call(x).split(width, 2).Select(part => part.view(batch, time, _heads, width / _heads).transpose(1, 2)).ToArray();
            var scores = matmul(parts[0], parts[1].transpose(-2, -1)) / Math.Sqrt(width / _heads);
            scores = scores.masked_fill(_mask[..(int)time, ..(int)time].eq(0), float.NegativeInfinity);
            return _output.call(matmul(scores.softmax(-1), parts[2]).transpose(1, 2).contiguous().view(batch, time, width));
        }
    }

    private sealed class GptBlock : Module<Tensor, Tensor>
    {
        private readonly LayerNorm _norm1 = LayerNorm(8);
        private readonly CausalAttention _attention = new(2);
        private readonly LayerNorm _norm2 = LayerNorm(8);
        private readonly Sequential _mlp = Sequential(Linear(8, 32), GELU(), Linear(32, 8), Dropout());

        public GptBlock()
            : base(nameof(GptBlock)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = x + _attention.call(_norm1.call(x));
            return x + _mlp.call(_norm2.call(x));
        }
    }

    private sealed class Gpt : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 8);
        private readonly Embedding _positions = Embedding(32, 8);
        private readonly ModuleList<GptBlock> _blocks = new([.. Enumerable.Range(0, 2).Select(_ => new GptBlock())]);
        private readonly LayerNorm _norm = LayerNorm(8);

        public Gpt()
            : base(nameof(Gpt)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var h = _words.call(x) + _positions.call(arange(x.shape[1], dtype: ScalarType.Int64));
            for (var i = 0; i < _blocks.Count; i++)
            {
                h = _blocks[i].call(h);
            }

            return functional.linear(_norm.call(h), _words.weight!);
        }
    }

    private sealed class EncoderDecoder : Module<Tensor, Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 8);
        private readonly TransformerEncoderLayer _encoder = TransformerEncoderLayer(8, 2, 16);
        private readonly TransformerDecoderLayer _decoder = TransformerDecoderLayer(8, 2, 16);
        private readonly Linear _head = Linear(8, 20);

        public EncoderDecoder()
            : base(nameof(EncoderDecoder)) => RegisterComponents();

        public override Tensor forward(Tensor source, Tensor target)
        {
            var memory = _encoder.call(_words.call(source).transpose(0, 1), null, null);
            var length = target.shape[1];
            var mask = full(length, length, float.NegativeInfinity).triu(1);
            var decoded = _decoder.call(_words.call(target).transpose(0, 1), memory, mask, null, null, null);
            return _head.call(decoded).transpose(0, 1);
        }
    }

    private sealed class Mixer : Module<Tensor, Tensor>
    {
        private readonly Conv2d _patches = Conv2d(3, 6, 4, stride: 4);
        private readonly LayerNorm _norm1 = LayerNorm(6);
        private readonly LayerNorm _norm2 = LayerNorm(6);
        private readonly Sequential _tokens = Sequential(Linear(4, 8), GELU(), Linear(8, 4));
        private readonly Sequential _channels = Sequential(Linear(6, 12), GELU(), Linear(12, 6));
        private readonly Linear _head = Linear(6, 3);

        public Mixer()
            : base(nameof(Mixer)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = _patches.call(x).flatten(2).transpose(1, 2);
            x = x + _tokens.call(_norm1.call(x).transpose(1, 2)).transpose(1, 2);
            x = x + _channels.call(_norm2.call(x));
            return _head.call(x.mean([1]));
        }
    }

    /// <summary>Each number and category a token, then attention, as FT-Transformer does.</summary>
    private sealed class FeatureTokens : Module<Tensor, Tensor, Tensor>
    {
        private readonly Parameter _weight = Parameter(randn(5, 8) * 0.5);
        private readonly Parameter _bias = Parameter(randn(5, 8) * 0.5);
        private readonly Parameter _cls = Parameter(randn(1, 1, 8) * 0.5);
        private readonly Embedding _categories = Embedding(4, 8);
        private readonly MultiheadAttention _attention = MultiheadAttention(8, 2);
        private readonly LayerNorm _norm = LayerNorm(8);
        private readonly Linear _head = Linear(8, 2);

        public FeatureTokens()
            : base(nameof(FeatureTokens)) => RegisterComponents();

        public override Tensor forward(Tensor numbers, Tensor category)
        {
            var tokens = (numbers.unsqueeze(-1) * _weight) + _bias;
            tokens = cat([_cls.expand(numbers.shape[0], 1, 8), tokens, _categories.call(category).unsqueeze(1)], 1).transpose(0, 1);
            var (mixed, _) = _attention.call(tokens, tokens, tokens, null, false, null);
            return _head.call(_norm.call((tokens + mixed)[0]).relu());
        }
    }
}
