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
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly Sequential? downsample;

        public BasicBlock(int inputs, int outputs, int stride)
            : base(nameof(BasicBlock))
        {
            conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(outputs);
            conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(outputs);
            downsample = stride == 1 && inputs == outputs ? null : Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var identity = downsample is null ? x : downsample.call(x);
            var y = functional.relu(bn1.call(conv1.call(x)));
            y = bn2.call(conv2.call(y));
            return y.add_(identity).relu_();
        }
    }

    /// <summary>He and others, Deep Residual Learning, 2015, table 1.</summary>
    private sealed class ResNet18 : Module<Tensor, Tensor>
    {
        private readonly Sequential stem = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1));
        private readonly ModuleList<Module<Tensor, Tensor>> layers = new();
        private readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(1);
        private readonly Linear fc;

        public ResNet18(int classes)
            : base(nameof(ResNet18))
        {
            var inputs = 64;
            foreach (var (outputs, stride) in new[] { (64, 1), (128, 2), (256, 2), (512, 2) })
            {
                layers.Add(Sequential(new BasicBlock(inputs, outputs, stride), new BasicBlock(outputs, outputs, 1)));
                inputs = outputs;
            }

            fc = Linear(512, classes);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = stem.call(x);
            foreach (var layer in layers)
            {
                x = layer.call(x);
            }

            return fc.call(pool.call(x).flatten(1));
        }
    }

    private sealed class UNet : Module<Tensor, Tensor>
    {
        private readonly Sequential down1 = Twice(2, 4);
        private readonly Sequential down2 = Twice(4, 8);
        private readonly Sequential middle = Twice(8, 16);
        private readonly ConvTranspose2d up2 = ConvTranspose2d(16, 8, 2, stride: 2);
        private readonly Sequential joined2 = Twice(16, 8);
        private readonly Sequential joined1 = Twice(12, 4);
        private readonly Conv2d head = Conv2d(4, 3, 1);

        public UNet()
            : base(nameof(UNet)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var a = down1.call(x);
            var b = down2.call(functional.max_pool2d(a, 2));
            var c = middle.call(functional.max_pool2d(b, 2));
            var d = joined2.call(cat([up2.call(c), b], 1));
            var e = functional.interpolate(d, size: [a.shape[2], a.shape[3]], mode: InterpolationMode.Nearest);
            return head.call(joined1.call(cat([e, a], 1)));
        }

        private static Sequential Twice(int inputs, int outputs) =>
            Sequential(Conv2d(inputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(), Conv2d(outputs, outputs, 3, padding: 1), ReLU());
    }

    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential steps;
        private readonly bool shortcut;

        public InvertedResidual(int inputs, int outputs, int stride)
            : base(nameof(InvertedResidual))
        {
            var hidden = inputs * 6;
            steps = Sequential(
                Conv2d(inputs, hidden, 1, bias: false), BatchNorm2d(hidden), ReLU6(),
                Conv2d(hidden, hidden, 3, stride: stride, padding: 1, groups: hidden, bias: false), BatchNorm2d(hidden), Hardswish(),
                Conv2d(hidden, outputs, 1, bias: false), BatchNorm2d(outputs));
            shortcut = stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => shortcut ? x + steps.call(x) : steps.call(x);
    }

    private sealed class DenseBlock : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Module<Tensor, Tensor>> steps = new();
        private readonly Sequential transition;

        public DenseBlock(int inputs, int growth, int depth)
            : base(nameof(DenseBlock))
        {
            for (var i = 0; i < depth; i++)
            {
                var width = inputs + (i * growth);
                steps.Add(Sequential(BatchNorm2d(width), ReLU(), Conv2d(width, growth, 3, padding: 1, bias: false)));
            }

            transition = Sequential(BatchNorm2d(inputs + (depth * growth)), ReLU(), Conv2d(inputs + (depth * growth), 5, 1), AvgPool2d(2));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var features = new List<Tensor> { x };
            foreach (var step in steps)
            {
                features.Add(step.call(cat(features, 1)));
            }

            return transition.call(cat(features, 1));
        }
    }

    private sealed class SqueezeExcite : Module<Tensor, Tensor>
    {
        private readonly Linear squeeze;
        private readonly Linear excite;

        public SqueezeExcite(int channels)
            : base(nameof(SqueezeExcite))
        {
            squeeze = Linear(channels, channels / 4);
            excite = Linear(channels / 4, channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var weights = excite.call(squeeze.call(x.mean([2, 3])).relu()).sigmoid();
            return x * weights[TensorIndex.Ellipsis, TensorIndex.Null, TensorIndex.Null];
        }
    }

    private sealed class Vgg : Module<Tensor, Tensor>
    {
        private readonly Sequential features = Sequential(
            Conv2d(3, 6, 3, padding: 1), ReLU(inplace: true), MaxPool2d(2), Conv2d(6, 8, 3, padding: 1), ReLU(inplace: true), AdaptiveAvgPool2d([1, 1]));
        private readonly Sequential classifier = Sequential(Dropout(), Linear(8, 16), ReLU(inplace: true), Dropout(), Linear(16, 5));

        public Vgg()
            : base(nameof(Vgg)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            x = features.call(x);
            x = x.view(x.size(0), -1);
            return classifier.call(x).MoveToOuterDisposeScope();
        }
    }

    private sealed class ConvNeXtBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d depthwise;
        private readonly LayerNorm norm;
        private readonly Linear wide;
        private readonly Linear narrow;
        private readonly Parameter gamma;

        public ConvNeXtBlock(int channels)
            : base(nameof(ConvNeXtBlock))
        {
            depthwise = Conv2d(channels, channels, 7, padding: 3, groups: channels);
            norm = LayerNorm(channels);
            wide = Linear(channels, channels * 4);
            narrow = Linear(channels * 4, channels);
            gamma = Parameter(full(channels, 0.3f));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = depthwise.call(x).permute(0, 2, 3, 1);
            y = narrow.call(functional.gelu(wide.call(norm.call(y))));
            return x + (gamma * y).permute(0, 3, 1, 2);
        }
    }

    private sealed class Inception : Module<Tensor, Tensor>
    {
        private readonly Conv2d one;
        private readonly Sequential three;
        private readonly Sequential five;
        private readonly Sequential pooled;

        public Inception(int inputs)
            : base(nameof(Inception))
        {
            one = Conv2d(inputs, 3, 1);
            three = Sequential(Conv2d(inputs, 2, 1), ReLU(), Conv2d(2, 4, 3, padding: 1));
            five = Sequential(Conv2d(inputs, 2, 1), ReLU(), Conv2d(2, 4, 5, padding: 2));
            pooled = Sequential(MaxPool2d(3, stride: 1, padding: 1), Conv2d(inputs, 3, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            cat(new Module<Tensor, Tensor>[] { one, three, five, pooled }.Select(branch => branch.call(x)).ToList(), 1).relu();
    }

    private sealed class SpatialTransformer : Module<Tensor, Tensor>
    {
        private readonly Sequential locate = Sequential(Conv2d(1, 2, 5), ReLU(), AdaptiveAvgPool2d(2), Flatten(), Linear(8, 6), Tanh());
        private readonly Tensor identity = tensor(new float[] { 1, 0, 0, 0, 1, 0 }, [2, 3]);

        public SpatialTransformer()
            : base(nameof(SpatialTransformer)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var theta = (locate.call(x).view(-1, 2, 3) * 0.2) + identity;
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
        private readonly Sequential encoder = Sequential(Conv2d(1, 4, 3, stride: 2, padding: 1), ReLU(), Flatten(), Linear(64, 5));
        private readonly Sequential decoder = Sequential(Linear(5, 64), ReLU(), Unflatten(1, [4, 4, 4]), ConvTranspose2d(4, 1, 3, stride: 2, padding: 1, output_padding: 1), Sigmoid());

        public Autoencoder()
            : base(nameof(Autoencoder)) => RegisterComponents();

        public override (Tensor Image, Tensor Code) forward(Tensor x)
        {
            var code = encoder.call(x);
            return (decoder.call(code), code);
        }
    }

    private sealed class VaeEncoder : Module<Tensor, (Tensor Sample, Tensor Mean, Tensor LogVariance)>
    {
        private readonly Sequential body = Sequential(Conv2d(1, 4, 3, stride: 2), LeakyReLU(0.2), Flatten());
        private readonly Linear heads = Linear(36, 8);

        public VaeEncoder()
            : base(nameof(VaeEncoder)) => RegisterComponents();

        public override (Tensor Sample, Tensor Mean, Tensor LogVariance) forward(Tensor x)
        {
            var parts = heads.call(body.call(x)).chunk(2, 1);
            var (mean, logVariance) = (parts[0], parts[1].clamp(-10, 10));
            var sample = training ? mean + (randn_like(mean) * (logVariance * 0.5).exp()) : mean;
            return (sample, mean, logVariance);
        }
    }

    private sealed class Capsules : Module<Tensor, Tensor>
    {
        private readonly Conv2d primary = Conv2d(1, 8, 3, stride: 2);
        private readonly Parameter votes = Parameter(randn(32, 3, 4, 5) * 0.3);

        public Capsules()
            : base(nameof(Capsules)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var u = Squash(primary.call(x).reshape(x.shape[0], 32, 1, 4));
            var v = matmul(u.unsqueeze(3), votes).squeeze(3);
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
