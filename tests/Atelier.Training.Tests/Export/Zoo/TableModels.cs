using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Networks for rows, pairs, sets and graphs.</summary>
internal static class TableModels
{
    public static IEnumerable<(string Name, ZooCase Case)> Cases() =>
    [
        ("residual tabular net", new(() => new ResidualTabular(6, 3), Rows("rows", 6))),
        ("wide and deep", new(() => new WideAndDeep(), Rows("wide", 6), Rows("deep", 4), new ZooInput("category", [2, 2], "batch") { Below = 5 })),
        ("siamese", new(() => new Siamese(), Rows("left", 6), Rows("right", 6))),
        ("mixture of experts", new(() => new MixtureOfExperts(6, 4, 3), Rows("rows", 6))),
        ("deep set", new(() => new DeepSet(), new ZooInput("items", [2, 4, 3], "batch", "items"))),
        ("graph convolution", new(() => new GraphConvolution(), new ZooInput("nodes", [2, 5, 4], "batch", "nodes"), new ZooInput("adjacency", [2, 5, 5], "batch", "nodes", "nodes"))),
    ];

    private static ZooInput Rows(string name, long width) => new(name, [2, width], "batch");

    private sealed class ResidualTabular : Module<Tensor, Tensor>
    {
        private readonly Linear _start;
        private readonly ModuleList<Sequential> _blocks;
        private readonly Linear _head;

        public ResidualTabular(int inputs, int depth)
            : base(nameof(ResidualTabular))
        {
            _start = Linear(inputs, 16);
            _blocks = new([.. Enumerable.Range(0, depth).Select(_ => Sequential(BatchNorm1d(16), Linear(16, 32), ReLU(), Dropout(0.2), Linear(32, 16)))]);
            _head = Linear(16, 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _head.call(_blocks.Aggregate(_start.call(x), (h, block) => h + block.call(h)).relu());
    }

    private sealed class WideAndDeep : Module<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Linear _wide = Linear(6, 1);
        private readonly Embedding _categories = Embedding(5, 3);
        private readonly Sequential _deep = Sequential(Linear(10, 8), ReLU(), Linear(8, 1));

        public WideAndDeep()
            : base(nameof(WideAndDeep)) => RegisterComponents();

        public override Tensor forward(Tensor wideInput, Tensor numbers, Tensor category) =>
            (_wide.call(wideInput) + _deep.call(cat([numbers, _categories.call(category).flatten(1)], -1))).sigmoid().squeeze(-1);
    }

    private sealed class Siamese : Module<Tensor, Tensor, Tensor>
    {
        private readonly Sequential _tower = Sequential(Linear(6, 8), SELU(), Linear(8, 4));

        public Siamese()
            : base(nameof(Siamese)) => RegisterComponents();

        public override Tensor forward(Tensor left, Tensor right) => functional.cosine_similarity(_tower.call(left), _tower.forward(right), 1);
    }

    private sealed class MixtureOfExperts : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Sequential> _experts;
        private readonly Linear _gate;

        public MixtureOfExperts(int inputs, int outputs, int count)
            : base(nameof(MixtureOfExperts))
        {
            _experts = new([.. Enumerable.Range(0, count).Select(_ => Sequential(Linear(inputs, 8), ELU(), Linear(8, outputs)))]);
            _gate = Linear(inputs, count);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var gates = functional.softmax(_gate.call(x), 1);
            var answers = stack([.. _experts.Select(expert => expert.call(x))], 1);
            return einsum("be,beo->bo", gates, answers);
        }
    }

    private sealed class DeepSet : Module<Tensor, Tensor>
    {
        private readonly Sequential _each = Sequential(Linear(3, 8), ReLU(), Linear(8, 8));
        private readonly Sequential _all = Sequential(Linear(8, 8), ReLU(), Linear(8, 2));

        public DeepSet()
            : base(nameof(DeepSet)) => RegisterComponents();

        public override Tensor forward(Tensor x) => _all.call(_each.call(x).sum(1) / x.shape[1]);
    }

    private sealed class GraphConvolution : Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear _first = Linear(4, 6);
        private readonly Linear _second = Linear(6, 2);

        public GraphConvolution()
            : base(nameof(GraphConvolution)) => RegisterComponents();

        public override Tensor forward(Tensor nodes, Tensor adjacency)
        {
            var edges = adjacency.gt(0).to(ScalarType.Float32) + eye(adjacency.shape[1]);
            var scale = edges.sum(-1, keepdim: true).rsqrt();
            var normal = edges * scale * scale.transpose(1, 2);
            return _second.call(normal.matmul(_first.call(normal.matmul(nodes)).relu()));
        }
    }
}
