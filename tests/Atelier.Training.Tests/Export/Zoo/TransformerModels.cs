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
        private readonly Embedding words = Embedding(20, 8);
        private readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 16, dropout: 0.1), 2);
        private readonly Linear head = Linear(8, 3);

        public EncoderClassifier()
            : base(nameof(EncoderClassifier)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var embedded = (words.call(x) * Math.Sqrt(8)) + Positions(x.shape[1], 8);
            var encoded = encoder.call(embedded.transpose(0, 1), null, null);
            return head.call(encoded.mean([0]));
        }
    }

    private sealed class CausalAttention : Module<Tensor, Tensor>
    {
        private readonly Linear project = Linear(8, 24);
        private readonly Linear output = Linear(8, 8);
        private readonly Tensor mask = ones(32, 32).tril();
        private readonly int heads;

        public CausalAttention(int heads)
            : base(nameof(CausalAttention))
        {
            this.heads = heads;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, time, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = project.call(x).split(width, 2).Select(part => part.view(batch, time, heads, width / heads).transpose(1, 2)).ToArray();
            var scores = matmul(parts[0], parts[1].transpose(-2, -1)) / Math.Sqrt(width / heads);
            scores = scores.masked_fill(mask[..(int)time, ..(int)time].eq(0), float.NegativeInfinity);
            return output.call(matmul(scores.softmax(-1), parts[2]).transpose(1, 2).contiguous().view(batch, time, width));
        }
    }

    private sealed class GptBlock : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1 = LayerNorm(8);
        private readonly CausalAttention attention = new(2);
        private readonly LayerNorm norm2 = LayerNorm(8);
        private readonly Sequential mlp = Sequential(Linear(8, 32), GELU(), Linear(32, 8), Dropout());

        public GptBlock()
            : base(nameof(GptBlock)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = x + attention.call(norm1.call(x));
            return x + mlp.call(norm2.call(x));
        }
    }

    private sealed class Gpt : Module<Tensor, Tensor>
    {
        private readonly Embedding words = Embedding(20, 8);
        private readonly Embedding positions = Embedding(32, 8);
        private readonly ModuleList<GptBlock> blocks = new([.. Enumerable.Range(0, 2).Select(_ => new GptBlock())]);
        private readonly LayerNorm norm = LayerNorm(8);

        public Gpt()
            : base(nameof(Gpt)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var h = words.call(x) + positions.call(arange(x.shape[1], dtype: ScalarType.Int64));
            for (var i = 0; i < blocks.Count; i++)
            {
                h = blocks[i].call(h);
            }

            return functional.linear(norm.call(h), words.weight!);
        }
    }

    private sealed class EncoderDecoder : Module<Tensor, Tensor, Tensor>
    {
        private readonly Embedding words = Embedding(20, 8);
        private readonly TransformerEncoderLayer encoder = TransformerEncoderLayer(8, 2, 16);
        private readonly TransformerDecoderLayer decoder = TransformerDecoderLayer(8, 2, 16);
        private readonly Linear head = Linear(8, 20);

        public EncoderDecoder()
            : base(nameof(EncoderDecoder)) => RegisterComponents();

        public override Tensor forward(Tensor source, Tensor target)
        {
            var memory = encoder.call(words.call(source).transpose(0, 1), null, null);
            var length = target.shape[1];
            var mask = full(length, length, float.NegativeInfinity).triu(1);
            var decoded = decoder.call(words.call(target).transpose(0, 1), memory, mask, null, null, null);
            return head.call(decoded).transpose(0, 1);
        }
    }

    private sealed class Mixer : Module<Tensor, Tensor>
    {
        private readonly Conv2d patches = Conv2d(3, 6, 4, stride: 4);
        private readonly LayerNorm norm1 = LayerNorm(6);
        private readonly LayerNorm norm2 = LayerNorm(6);
        private readonly Sequential tokens = Sequential(Linear(4, 8), GELU(), Linear(8, 4));
        private readonly Sequential channels = Sequential(Linear(6, 12), GELU(), Linear(12, 6));
        private readonly Linear head = Linear(6, 3);

        public Mixer()
            : base(nameof(Mixer)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = patches.call(x).flatten(2).transpose(1, 2);
            x = x + tokens.call(norm1.call(x).transpose(1, 2)).transpose(1, 2);
            x = x + channels.call(norm2.call(x));
            return head.call(x.mean([1]));
        }
    }

    /// <summary>Each number and category a token, then attention, as FT-Transformer does.</summary>
    private sealed class FeatureTokens : Module<Tensor, Tensor, Tensor>
    {
        private readonly Parameter weight = Parameter(randn(5, 8) * 0.5);
        private readonly Parameter bias = Parameter(randn(5, 8) * 0.5);
        private readonly Parameter cls = Parameter(randn(1, 1, 8) * 0.5);
        private readonly Embedding categories = Embedding(4, 8);
        private readonly MultiheadAttention attention = MultiheadAttention(8, 2);
        private readonly LayerNorm norm = LayerNorm(8);
        private readonly Linear head = Linear(8, 2);

        public FeatureTokens()
            : base(nameof(FeatureTokens)) => RegisterComponents();

        public override Tensor forward(Tensor numbers, Tensor category)
        {
            var tokens = (numbers.unsqueeze(-1) * weight) + bias;
            tokens = cat([cls.expand(numbers.shape[0], 1, 8), tokens, categories.call(category).unsqueeze(1)], 1).transpose(0, 1);
            var (mixed, _) = attention.call(tokens, tokens, tokens, null, false, null);
            return head.call(norm.call((tokens + mixed)[0]).relu());
        }
    }
}
