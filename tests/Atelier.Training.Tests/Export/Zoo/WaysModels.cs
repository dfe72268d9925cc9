using Atelier.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>The ways in which users write a forward.</summary>
internal static class WaysModels
{
    public static IEnumerable<(string Name, ZooCase Case)> Cases() =>
    [
        ("OnnxOps within", new(() => new WithOnnxOps(), Rows())),
        ("module with a converter", new(() => Sequential(Linear(6, 6), new Mishlike(), Linear(6, 2)), Rows()) { Converters = OnnxConverters.None.With(new MishlikeConverter()) }),
        ("loop by a setting", new(() => new Looped(3, true), Rows())),
        ("loop by a setting, other branch", new(() => new Looped(2, false), Rows())),
        ("parameters in a list", new(() => new Polynomial(), Rows())),
        ("sizes by Math", new(() => new PooledBySize(), new ZooInput("signal", [2, 3, 10], "batch"))),
        ("scopes", new(() => new Scoped(), Rows())),
        ("changes in place", new(() => new InPlace(), Rows())),
        ("indexing", new(() => new Indexed(), new ZooInput("grid", [2, 4, 6], "batch", null, "time"))),
        ("masks", new(() => new Masked(), Rows())),
        ("field that is not registered", new(() => new HiddenField(), Rows())),
        ("dictionary of outputs", new(() => new Dictionaries(), Rows())),
    ];

    private static ZooInput Rows() => new("rows", [2, 6], "batch");

    private sealed class WithOnnxOps : Module<Tensor, Tensor>
    {
        private readonly Linear _linear = Linear(6, 6);

        public WithOnnxOps()
            : base(nameof(WithOnnxOps)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = _linear.call(x);
            return OnnxOps.Node("HardSwish", [x], () => functional.hardswish(x)) + x;
        }
    }

    private sealed class Mishlike : Module<Tensor, Tensor>
    {
        public Mishlike()
            : base(nameof(Mishlike))
        {
        }

        public override Tensor forward(Tensor x) => x * x.exp().log1p().tanh();
    }

    private sealed class MishlikeConverter : IOnnxConverter<Mishlike>
    {
        public IReadOnlyList<OnnxValue> Convert(Mishlike module, IReadOnlyList<OnnxValue> inputs, OnnxLayer layer) =>
            [layer.Add("Mul", [inputs[0], layer.Add("Tanh", [layer.Add("Softplus", [inputs[0]])])])];
    }

    private sealed class Looped : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> _layers = new([.. Enumerable.Range(0, 3).Select(_ => Linear(6, 6))]);
        private readonly int _depth;
        private readonly bool _residual;

        public Looped(int depth, bool residual)
            : base(nameof(Looped))
        {
            (_depth, _residual) = (depth, residual);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            for (var i = 0; i < _depth; i++)
            {
                var y = i % 2 == 0 ? _layers[i].call(x).relu() : _layers[i].forward(x).tanh();
                if (_residual)
                {
                    y = y + x;
                }

                x = y;
            }

            return x;
        }
    }

    private sealed class Polynomial : Module<Tensor, Tensor>
    {
        private readonly List<Parameter> _coefficients = [.. Enumerable.Range(0, 4).Select(_ => Parameter(randn(6) * 0.3))];

        public Polynomial()
            : base(nameof(Polynomial))
        {
            foreach (var (power, coefficient) in _coefficients.Index())
            {
                register_parameter($"coefficient{power}", coefficient);
            }
        }

        public override Tensor forward(Tensor x)
        {
            x = x.tanh();
            var sum = zeros_like(x);
            foreach (var (power, coefficient) in _coefficients.Index())
            {
                sum += coefficient * x.pow(power);
            }

            return -sum;
        }
    }

    private sealed class PooledBySize : Module<Tensor, Tensor>
    {
        private readonly Linear _head = Linear(9, 2);

        public PooledBySize()
            : base(nameof(PooledBySize)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var window = (int)Math.Ceiling(x.shape[2] / 4.0);
            var kept = Math.Max(1, x.shape[2] / window);
            var y = functional.avg_pool1d(x, window)[TensorIndex.Ellipsis, TensorIndex.Slice(0, kept)];
            return _head.call(y.reshape(x.shape[0], -1)) * Math.Sqrt(kept);
        }
    }

    private sealed class Scoped : Module<Tensor, Tensor>
    {
        private readonly Linear _linear = Linear(6, 6);

        public Scoped()
            : base(nameof(Scoped)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            using var outer = NewDisposeScope();
            Tensor y;
            using (NewDisposeScope())
            {
                using var doubled = x * 2;
                y = _linear.call(doubled).MoveToOuterDisposeScope();
            }

            var (low, high) = Halves(y);
            return (low - high).MoveToOuterDisposeScope();
        }

        private static (Tensor Low, Tensor High) Halves(Tensor x)
        {
            var parts = x.chunk(2, 1);
            return (parts[0], parts[1].abs());
        }
    }

    private sealed class InPlace : Module<Tensor, Tensor>
    {
        private readonly Linear _linear = Linear(6, 6);

        public InPlace()
            : base(nameof(InPlace)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = _linear.call(x);
            x[TensorIndex.Ellipsis, 0] += 1;
            x[TensorIndex.Colon, TensorIndex.Slice(2, 4)] = x[TensorIndex.Colon, TensorIndex.Slice(0, 2)].clone();
            x.relu_().mul_(0.5f).sub_(0.1f);
            x.masked_fill_(x.lt(0), -2.0);
            var view = x.view(-1, 2, 3);
            view.select(1, 1).add_(3);
            return x;
        }
    }

    private sealed class Indexed : Module<Tensor, Tensor>
    {
        private readonly Tensor _picked = tensor(new long[] { 3, 0, 0 });

        public Indexed()
            : base(nameof(Indexed)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var a = x[.., 1..3];
            var b = x[TensorIndex.Ellipsis, TensorIndex.Slice(null, null, 2)];
            var c = x[TensorIndex.Colon, TensorIndex.Tensor(_picked)];
            var d = x[TensorIndex.Colon, TensorIndex.Null, -1];
            return a.sum(-1) + b[.., ^2..].mean([-1]) + c.amax([1, 2]).unsqueeze(1) + d[TensorIndex.Ellipsis, TensorIndex.Single(0)];
        }
    }

    private sealed class Masked : Module<Tensor, Tensor>
    {
        public Masked()
            : base(nameof(Masked))
        {
        }

        public override Tensor forward(Tensor x)
        {
            var positive = x > 0;
            var small = x.abs() <= 1;
            var chosen = where(positive & ~small, x, x * -0.5);
            return chosen * (positive | small).to(ScalarType.Float32) % 2.0f;
        }
    }

    private sealed class HiddenField : Module<Tensor, Tensor>
    {
        private readonly Linear _linear = Linear(6, 6);
        private readonly Tensor[] _scales = [full(6, 0.7f).DetachFromDisposeScope(), linspace(-1, 1, 6).DetachFromDisposeScope()];

        public HiddenField()
            : base(nameof(HiddenField)) => RegisterComponents();

        public override Tensor forward(Tensor x) => _scales.Aggregate(_linear.call(x), (sum, scale) => sum * scale);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Array.ForEach(_scales, scale => scale.Dispose());
            }

            base.Dispose(disposing);
        }
    }

    private sealed class Dictionaries : Module<Tensor, Dictionary<string, Tensor>>
    {
        private readonly Linear _body = Linear(6, 6);
        private readonly Linear _mean = Linear(6, 1);
        private readonly Linear _spread = Linear(6, 1);

        public Dictionaries()
            : base(nameof(Dictionaries)) => RegisterComponents();

        public override Dictionary<string, Tensor> forward(Tensor x)
        {
            var h = _body.call(x).tanh();
            return new() { ["mean"] = _mean.call(h), ["spread"] = functional.softplus(_spread.call(h)) };
        }
    }
}
