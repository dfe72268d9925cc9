using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Export;

/// <summary>He and others, Deep Residual Learning, 2015, table 1: 18 layers, 11.7 million weights.</summary>
internal sealed class ResNet18 : Module<Tensor, Tensor>
{
    private readonly Sequential _body;

    public ResNet18()
        : base(nameof(ResNet18))
    {
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1),
        };
        var inputs = 64;
        foreach (var outputs in new[] { 64, 128, 256, 512 })
        {
            layers.Add(new Block(inputs, outputs, outputs == inputs ? 1 : 2));
            layers.Add(new Block(outputs, outputs, 1));
            inputs = outputs;
        }

        layers.AddRange([AdaptiveAvgPool2d(1), Flatten(), Linear(512, 1000)]);
        _body = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _body.call(input);

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Sequential _body;
        private readonly Sequential? _shortcut;

        public Block(int inputs, int outputs, int stride)
            : base(nameof(Block))
        {
            _body = Sequential(
                Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(outputs), ReLU(inplace: true),
                Conv2d(outputs, outputs, 3, padding: 1, bias: false), BatchNorm2d(outputs));
            _shortcut = stride == 1 ? null : Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => (_body.call(input) + (_shortcut?.call(input) ?? input)).relu_();
    }
}
