using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Networks for texts and signals.</summary>
internal static class SequenceModels
{
    private const double Recurrent = 1e-4;

    public static IEnumerable<(string Name, ZooCase Case)> Cases() =>
    [
        ("text CNN", new(() => new TextCnn(), Words("words", 9))),
        ("LSTM classifier", new(() => new LstmClassifier(), Words("words", 6)) { Tolerance = Recurrent }),
        ("bidirectional GRU classifier", new(() => new GruClassifier(), Words("words", 6)) { Tolerance = Recurrent }),
        ("seq2seq", new(() => new Seq2Seq(4), Words("words", 5)) { Tolerance = Recurrent }),
        ("TCN", new(() => new Tcn(), new ZooInput("signal", [2, 3, 12], "batch", null, "time"))),
        ("WaveNet", new(() => new WaveNet(), new ZooInput("signal", [2, 1, 20], "batch", null, "time"))),
        ("attention pooling", new(() => new AttentionPooling(), new ZooInput("frames", [2, 5, 6], "batch", "time"))),
    ];

    private static ZooInput Words(string name, long length) => new(name, [2, length], "batch", "time") { Below = 20 };

    private sealed class TextCnn : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 8, padding_idx: 0);
        private readonly ModuleList<Conv1d> _filters = new([.. new long[] { 2, 3, 4 }.Select(width => Conv1d(8, 5, width))]);
        private readonly Linear _head = Linear(15, 3);

        public TextCnn()
            : base(nameof(TextCnn)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var embedded = _words.call(x).transpose(1, 2);
            var pooled = _filters.Select(filter => filter.call(embedded).relu().max(2).values).ToList();
            return _head.call(cat(pooled, 1));
        }
    }

    private sealed class LstmClassifier : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 6);
        private readonly LSTM _lstm = LSTM(6, 8, numLayers: 2, batchFirst: true);
        private readonly Linear _head = Linear(8, 3);

        public LstmClassifier()
            : base(nameof(LstmClassifier)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var (output, _, _) = _lstm.call(_words.call(x));
            return _head.call(output[TensorIndex.Colon, -1]);
        }
    }

    private sealed class GruClassifier : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 6);
        private readonly GRU _gru = GRU(6, 5, batchFirst: true, bidirectional: true);
        private readonly Linear _head = Linear(10, 3);

        public GruClassifier()
            : base(nameof(GruClassifier)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var (_, hidden) = _gru.call(_words.call(x));
            return functional.log_softmax(_head.call(cat([hidden[-2], hidden[-1]], 1)), 1);
        }
    }

    /// <summary>An encoder, and a decoder that takes its own last word for a fixed number of steps.</summary>
    private sealed class Seq2Seq : Module<Tensor, Tensor>
    {
        private readonly Embedding _words = Embedding(20, 6);
        private readonly GRU _encoder = GRU(6, 6, batchFirst: true);
        private readonly GRUCell _decoder = GRUCell(6, 6);
        private readonly Linear _head = Linear(6, 20);
        private readonly int _steps;

        public Seq2Seq(int steps)
            : base(nameof(Seq2Seq))
        {
            _steps = steps;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (_, hidden) = _encoder.call(_words.call(x));
            var state = hidden.squeeze(0);
            var word = zeros(x.shape[0], dtype: ScalarType.Int64);
            var scores = new List<Tensor>();
            for (var i = 0; i < _steps; i++)
            {
                state = _decoder.call(_words.call(word), state);
                scores.Add(_head.call(state));
                word = scores[^1].argmax(1);
            }

            return stack(scores, 1);
        }
    }

    private sealed class CausalConv : Module<Tensor, Tensor>
    {
        private readonly Conv1d _conv;
        private readonly long _padding;

        public CausalConv(long inputs, long outputs, long kernel, long dilation)
            : base(nameof(CausalConv))
        {
            _conv = Conv1d(inputs, outputs, kernel, dilation: dilation);
            _padding = (kernel - 1) * dilation;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _conv.call(functional.pad(x, [_padding, 0]));
    }

    private sealed class Tcn : Module<Tensor, Tensor>
    {
        private readonly ModuleList<CausalConv> _convs = new();
        private readonly Conv1d _shortcut = Conv1d(3, 5, 1);

        public Tcn()
            : base(nameof(Tcn))
        {
            for (var i = 0; i < 3; i++)
            {
                _convs.Add(new CausalConv(i == 0 ? 3 : 5, 5, 3, 1 << i));
            }

            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var residual = _shortcut.call(x);
            foreach (var conv in _convs)
            {
                residual = conv.call(conv == _convs[0] ? x : residual).relu_() + residual;
            }

            return residual[TensorIndex.Ellipsis, -1];
        }
    }

    private sealed class WaveNet : Module<Tensor, Tensor>
    {
        private readonly Conv1d _start = Conv1d(1, 4, 1);
        private readonly ModuleList<CausalConv> _gates = new();
        private readonly ModuleList<Conv1d> _skips = new();

        public WaveNet()
            : base(nameof(WaveNet))
        {
            for (var i = 0; i < 3; i++)
            {
                _gates.Add(new CausalConv(4, 8, 2, (long)Math.Pow(2, i)));
                _skips.Add(Conv1d(4, 4, 1));
            }

            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = _start.call(x);
            Tensor? sum = null;
            foreach (var (gate, skip) in _gates.Zip(_skips))
            {
                var parts = gate.call(x).split(4, 1);
                var y = skip.call(parts[0].tanh() * parts[1].sigmoid());
                sum = sum is null ? y : sum + y;
                x = x + y;
            }

            return sum!.relu();
        }
    }

    private sealed class AttentionPooling : Module<Tensor, Tensor>
    {
        private readonly Sequential _score = Sequential(Linear(6, 4), Tanh(), Linear(4, 1, hasBias: false));

        public AttentionPooling()
            : base(nameof(AttentionPooling)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var weights = _score.call(x).softmax(1);
            return bmm(weights.transpose(1, 2), x).squeeze(1);
        }
    }
}
