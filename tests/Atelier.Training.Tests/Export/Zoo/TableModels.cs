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
        private readonly Linear start;
        private readonly ModuleList<Sequential> blocks;
        private readonly Linear head;

        public ResidualTabular(int inputs, int depth)
            : base(nameof(ResidualTabular))
        {
            start = Linear(inputs, 16);
            blocks = new([.. Enumerable.Range(0, depth).Select(_ => Sequential(BatchNorm1d(16), Linear(16, 32), ReLU(), Dropout(0.2), Linear(32, 16)))]);
            head = Linear(16, 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(blocks.Aggregate(start.call(x), (h, block) => h + block.call(h)).relu());
    }

    private sealed class WideAndDeep : Module<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Linear wide = Linear(6, 1);
        private readonly Embedding categories = Embedding(5, 3);
        private readonly Sequential deep = Sequential(Linear(10, 8), ReLU(), Linear(8, 1));

        public WideAndDeep()
            : base(nameof(WideAndDeep)) => RegisterComponents();

        public override Tensor forward(Tensor wideInput, Tensor numbers, Tensor category) =>
            (wide.call(wideInput) + deep.call(cat([numbers, categories.call(category).flatten(1)], -1))).sigmoid().squeeze(-1);
    }

    private sealed class Siamese : Module<Tensor, Tensor, Tensor>
    {
        private readonly Sequential tower = Sequential(Linear(6, 8), SELU(), Linear(8, 4));

        public Siamese()
            : base(nameof(Siamese)) => RegisterComponents();

        public override Tensor forward(Tensor left, Tensor right) => functional.cosine_similarity(tower.call(left), tower.forward(right), 1);
    }

    private sealed class MixtureOfExperts : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Sequential> experts;
        private readonly Linear gate;

        public MixtureOfExperts(int inputs, int outputs, int count)
            : base(nameof(MixtureOfExperts))
        {
            experts = new([.. Enumerable.Range(0, count).Select(_ => Sequential(Linear(inputs, 8), ELU(), Linear(8, outputs)))]);
            gate = Linear(inputs, count);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var gates = functional.softmax(gate.call(x), 1);
            var answers = stack([.. experts.Select(expert => expert.call(x))], 1);
            return einsum("be,beo->bo", gates, answers);
        }
    }

    private sealed class DeepSet : Module<Tensor, Tensor>
    {
        private readonly Sequential each = Sequential(Linear(3, 8), ReLU(), Linear(8, 8));
        private readonly Sequential all = Sequential(Linear(8, 8), ReLU(), Linear(8, 2));

        public DeepSet()
            : base(nameof(DeepSet)) => RegisterComponents();

        public override Tensor forward(Tensor x) => all.call(each.call(x).sum(1) / x.shape[1]);
    }

    private sealed class GraphConvolution : Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear first = Linear(4, 6);
        private readonly Linear second = Linear(6, 2);

        public GraphConvolution()
            : base(nameof(GraphConvolution)) => RegisterComponents();

        public override Tensor forward(Tensor nodes, Tensor adjacency)
        {
            var edges = adjacency.gt(0).to(ScalarType.Float32) + eye(adjacency.shape[1]);
            var scale = edges.sum(-1, keepdim: true).rsqrt();
            var normal = edges * scale * scale.transpose(1, 2);
            return second.call(normal.matmul(first.call(normal.matmul(nodes)).relu()));
        }
    }
}
