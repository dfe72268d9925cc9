using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>Networks for images.</summary>
internal static class ImageModels
{
    public static IEnumerable<(string Name, ZooCase Case)> Cases() =>
    [
        ("ResNet-18", new(() => new ResNet18(10), Image(3, 64, 64)) { Tolerance = 1e-4 }),
        ("ResNet-18, 224 x 224", new(() => new ResNet18(1000), new ZooInput("image", [2, 3, 224, 224], "batch")) { Tolerance = 1e-4 }),
        ("U-Net", new(() => new UNet(), Image(2, 16, 24)) { Tolerance = 1e-4 }),
        ("MobileNet inverted residual", new(() => Sequential(new InvertedResidual(4, 4, 1), new InvertedResidual(4, 6, 2)), Image(4, 12, 10))),
        ("DenseNet block", new(() => new DenseBlock(3, 4, 3), Image(3, 8, 9))),
        ("squeeze and excite", new(() => new SqueezeExcite(8), Image(8, 6, 7))),
        ("VGG with adaptive pool", new(() => new Vgg(), Image(3, 24, 20))),
        ("ConvNeXt block", new(() => new ConvNeXtBlock(6), Image(6, 8, 9))),
        ("Inception block", new(() => new Inception(4), Image(4, 9, 8))),
        ("spatial transformer", new(() => new SpatialTransformer(), new ZooInput("image", [2, 1, 12, 12], "batch"))),
        ("autoencoder with two outputs", new(() => new Autoencoder(), new ZooInput("image", [2, 1, 8, 8], "batch"))),
        ("VAE encoder", new(() => new VaeEncoder(), new ZooInput("image", [2, 1, 8, 8], "batch"))),
        ("capsules", new(() => new Capsules(), new ZooInput("image", [2, 1, 10, 10], "batch"))),
    ];

    private static ZooInput Image(long channels, long height, long width) => new("image", [2, channels, height, width], "batch", null, "height", "width") { Step = 8 };

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm2d _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm2d _bn2;
        private readonly Sequential? _downsample;

        public BasicBlock(int inputs, int outputs, int stride)
            : base(nameof(BasicBlock))
        {
            _conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
            _bn1 = BatchNorm2d(outputs);
            _conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
            _bn2 = BatchNorm2d(outputs);
            _downsample = stride == 1 && inputs == outputs ? null : Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var identity = _downsample is null ? x : _downsample.call(x);
            var y = functional.relu(_bn1.call(_conv1.call(x)));
            y = _bn2.call(_conv2.call(y));
            return y.add_(identity).relu_();
        }
    }

    /// <summary>He and others, Deep Residual Learning, 2015, table 1.</summary>
    private sealed class ResNet18 : Module<Tensor, Tensor>
    {
        private readonly Sequential _stem = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1));
        private readonly ModuleList<Module<Tensor, Tensor>> _layers = new();
        private readonly AdaptiveAvgPool2d _pool = AdaptiveAvgPool2d(1);
        private readonly Linear _fc;

        public ResNet18(int classes)
            : base(nameof(ResNet18))
        {
            var inputs = 64;
            foreach (var (outputs, stride) in new[] { (64, 1), (128, 2), (256, 2), (512, 2) })
            {
                _layers.Add(Sequential(new BasicBlock(inputs, outputs, stride), new BasicBlock(outputs, outputs, 1)));
                inputs = outputs;
            }

            _fc = Linear(512, classes);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = _stem.call(x);
            foreach (var layer in _layers)
            {
                x = layer.call(x);
            }

            return _fc.call(_pool.call(x).flatten(1));
        }
    }

    private sealed class UNet : Module<Tensor, Tensor>
    {
        private readonly Sequential _down1 = Twice(2, 4);
        private readonly Sequential _down2 = Twice(4, 8);
        private readonly Sequential _middle = Twice(8, 16);
        private readonly ConvTranspose2d _up2 = ConvTranspose2d(16, 8, 2, stride: 2);
        private readonly Sequential _joined2 = Twice(16, 8);
        private readonly Sequential _joined1 = Twice(12, 4);
        private readonly Conv2d _head = Conv2d(4, 3, 1);

        public UNet()
            : base(nameof(UNet)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var a = _down1.call(x);
            var b = _down2.call(functional.max_pool2d(a, 2));
            var c = _middle.call(functional.max_pool2d(b, 2));
            var d = _joined2.call(cat([_up2.call(c), b], 1));
            var e = functional.interpolate(d, size: [a.shape[2], a.shape[3]], mode: InterpolationMode.Nearest);
            return _head.call(_joined1.call(cat([e, a], 1)));
        }

        private static Sequential Twice(int inputs, int outputs) =>
            Sequential(Conv2d(inputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(), Conv2d(outputs, outputs, 3, padding: 1), ReLU());
    }

    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential _steps;
        private readonly bool _shortcut;

        public InvertedResidual(int inputs, int outputs, int stride)
            : base(nameof(InvertedResidual))
        {
            var hidden = inputs * 6;
            _steps = Sequential(
                Conv2d(inputs, hidden, 1, bias: false), BatchNorm2d(hidden), ReLU6(),
                Conv2d(hidden, hidden, 3, stride: stride, padding: 1, groups: hidden, bias: false), BatchNorm2d(hidden), Hardswish(),
                Conv2d(hidden, outputs, 1, bias: false), BatchNorm2d(outputs));
            _shortcut = stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _shortcut ? x + _steps.call(x) : _steps.call(x);
    }

    private sealed class DenseBlock : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Module<Tensor, Tensor>> _steps = new();
        private readonly Sequential _transition;

        public DenseBlock(int inputs, int growth, int depth)
            : base(nameof(DenseBlock))
        {
            for (var i = 0; i < depth; i++)
            {
                var width = inputs + (i * growth);
                _steps.Add(Sequential(BatchNorm2d(width), ReLU(), Conv2d(width, growth, 3, padding: 1, bias: false)));
            }

            _transition = Sequential(BatchNorm2d(inputs + (depth * growth)), ReLU(), Conv2d(inputs + (depth * growth), 5, 1), AvgPool2d(2));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var features = new List<Tensor> { x };
            foreach (var step in _steps)
            {
                features.Add(step.call(cat(features, 1)));
            }

            return _transition.call(cat(features, 1));
        }
    }

    private sealed class SqueezeExcite : Module<Tensor, Tensor>
    {
        private readonly Linear _squeeze;
        private readonly Linear _excite;

        public SqueezeExcite(int channels)
            : base(nameof(SqueezeExcite))
        {
            _squeeze = Linear(channels, channels / 4);
            _excite = Linear(channels / 4, channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var weights = _excite.call(_squeeze.call(x.mean([2, 3])).relu()).sigmoid();
            return x * weights[TensorIndex.Ellipsis, TensorIndex.Null, TensorIndex.Null];
        }
    }

    private sealed class Vgg : Module<Tensor, Tensor>
    {
        private readonly Sequential _features = Sequential(
            Conv2d(3, 6, 3, padding: 1), ReLU(inplace: true), MaxPool2d(2), Conv2d(6, 8, 3, padding: 1), ReLU(inplace: true), AdaptiveAvgPool2d([1, 1]));
        private readonly Sequential _classifier = Sequential(Dropout(), Linear(8, 16), ReLU(inplace: true), Dropout(), Linear(16, 5));

        public Vgg()
            : base(nameof(Vgg)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            x = _features.call(x);
            x = x.view(x.size(0), -1);
            return _classifier.call(x).MoveToOuterDisposeScope();
        }
    }

    private sealed class ConvNeXtBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d _depthwise;
        private readonly LayerNorm _norm;
        private readonly Linear _wide;
        private readonly Linear _narrow;
        private readonly Parameter _gamma;

        public ConvNeXtBlock(int channels)
            : base(nameof(ConvNeXtBlock))
        {
            _depthwise = Conv2d(channels, channels, 7, padding: 3, groups: channels);
            _norm = LayerNorm(channels);
            _wide = Linear(channels, channels * 4);
            _narrow = Linear(channels * 4, channels);
            _gamma = Parameter(full(channels, 0.3f));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = _depthwise.call(x).permute(0, 2, 3, 1);
            y = _narrow.call(functional.gelu(_wide.call(_norm.call(y))));
            return x + (_gamma * y).permute(0, 3, 1, 2);
        }
    }

    private sealed class Inception : Module<Tensor, Tensor>
    {
        private readonly Conv2d _one;
        private readonly Sequential _three;
        private readonly Sequential _five;
        private readonly Sequential _pooled;

        public Inception(int inputs)
            : base(nameof(Inception))
        {
            _one = Conv2d(inputs, 3, 1);
            _three = Sequential(Conv2d(inputs, 2, 1), ReLU(), Conv2d(2, 4, 3, padding: 1));
            _five = Sequential(Conv2d(inputs, 2, 1), ReLU(), Conv2d(2, 4, 5, padding: 2));
            _pooled = Sequential(MaxPool2d(3, stride: 1, padding: 1), Conv2d(inputs, 3, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            cat(new Module<Tensor, Tensor>[] { _one, _three, _five, _pooled }.Select(branch => branch.call(x)).ToList(), 1).relu();
    }

    private sealed class SpatialTransformer : Module<Tensor, Tensor>
    {
        private readonly Sequential _locate = Sequential(Conv2d(1, 2, 5), ReLU(), AdaptiveAvgPool2d(2), Flatten(), Linear(8, 6), Tanh());
        private readonly Tensor _identity = tensor(new float[] { 1, 0, 0, 0, 1, 0 }, [2, 3]);

        public SpatialTransformer()
            : base(nameof(SpatialTransformer)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var theta = (_locate.call(x).view(-1, 2, 3) * 0.2) + _identity;
            var (height, width) = (x.shape[2], x.shape[3]);
            var rows = ((arange(height) * 2 + 1) / height - 1).view(height, 1).expand(height, width);
            var columns = ((arange(width) * 2 + 1) / width - 1).expand(height, width);
            var places = stack([columns, rows, ones(height, width)], -1).view(1, -1, 3);
            var grid = matmul(places, theta.transpose(1, 2)).view(-1, height, width, 2);
            return functional.grid_sample(x, grid, align_corners: false);
        }
    }

    private sealed class Autoencoder : Module<Tensor, (Tensor Image, Tensor Code)>
    {
        private readonly Sequential _encoder = Sequential(Conv2d(1, 4, 3, stride: 2, padding: 1), ReLU(), Flatten(), Linear(64, 5));
        private readonly Sequential _decoder = Sequential(Linear(5, 64), ReLU(), Unflatten(1, [4, 4, 4]), ConvTranspose2d(4, 1, 3, stride: 2, padding: 1, output_padding: 1), Sigmoid());

        public Autoencoder()
            : base(nameof(Autoencoder)) => RegisterComponents();

        public override (Tensor Image, Tensor Code) forward(Tensor x)
        {
            var code = _encoder.call(x);
            return (_decoder.call(code), code);
        }
    }

    private sealed class VaeEncoder : Module<Tensor, (Tensor Sample, Tensor Mean, Tensor LogVariance)>
    {
        private readonly Sequential _body = Sequential(Conv2d(1, 4, 3, stride: 2), LeakyReLU(0.2), Flatten());
        private readonly Linear _heads = Linear(36, 8);

        public VaeEncoder()
            : base(nameof(VaeEncoder)) => RegisterComponents();

        public override (Tensor Sample, Tensor Mean, Tensor LogVariance) forward(Tensor x)
        {
            var parts = _heads.call(_body.call(x)).chunk(2, 1);
            var (mean, logVariance) = (parts[0], parts[1].clamp(-10, 10));
            var sample = training ? mean + (randn_like(mean) * (logVariance * 0.5).exp()) : mean;
            return (sample, mean, logVariance);
        }
    }

    private sealed class Capsules : Module<Tensor, Tensor>
    {
        private readonly Conv2d _primary = Conv2d(1, 8, 3, stride: 2);
        private readonly Parameter _votes = Parameter(randn(32, 3, 4, 5) * 0.3);

        public Capsules()
            : base(nameof(Capsules)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var u = Squash(_primary.call(x).reshape(x.shape[0], 32, 1, 4));
            var v = matmul(u.unsqueeze(3), _votes).squeeze(3);
            var logits = zeros(x.shape[0], 32, 3, 1);
            Tensor result = v;
            for (var i = 0; i < 2; i++)
            {
                result = Squash((logits.softmax(2) * v).sum(1, keepdim: true));
                logits = logits + (v * result).sum(-1, keepdim: true);
            }

            return result.squeeze(1).norm(-1);
        }

        private static Tensor Squash(Tensor s)
        {
            var squared = s.pow(2).sum(-1, keepdim: true);
            return squared / (1 + squared) * s / (squared + 1e-8).sqrt();
        }
    }
}
