using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests;

/// <summary>The block with two branches of References/summary_reference.py.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1 = Conv2d(4, 8, 3, stride: 2, padding: 1, bias: false);
    private readonly BatchNorm2d _bn1 = BatchNorm2d(8);
    private readonly ReLU _relu = ReLU();
    private readonly Conv2d _conv2 = Conv2d(8, 8, 3, padding: 1, groups: 2);
    private readonly Conv2d _shortcut = Conv2d(4, 8, 1, stride: 2);
    private readonly ConvTranspose2d _up = ConvTranspose2d(8, 4, 2, stride: 2);

    public ResidualBlock()
        : base(nameof(ResidualBlock))
    {
        register_module("conv1", _conv1);
        register_module("bn1", _bn1);
        register_module("relu", _relu);
        register_module("conv2", _conv2);
        register_module("shortcut", _shortcut);
        register_module("up", _up);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var branch = _conv2.call(_relu.call(_bn1.call(_conv1.call(input))));
        return _up.call(_relu.call(branch + _shortcut.call(input))).MoveToOuterDisposeScope();
    }
}

/// <summary>Layers of the kit, as those of <see cref="PyTorchSequence"/>.</summary>
internal sealed class KitSequence : Module<Tensor, Tensor>
{
    private readonly EmbeddingTable _embedding = new(11, 8);
    private readonly Lstm _lstm = new(8, 6, layers: 2, bidirectional: true);
    private readonly Gru _gru = new(12, 5);

    public KitSequence()
        : base(nameof(KitSequence))
    {
        register_module("embedding", _embedding);
        register_module("lstm", _lstm);
        register_module("gru", _gru);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _gru.call(_lstm.call(_embedding.call(input)).Output).Output.MoveToOuterDisposeScope();
    }
}

/// <summary>Calls one part so that hooks do not see it, owns a parameter, shares another, and draws random numbers.</summary>
internal sealed class OddModel : Module<Tensor, Tensor>
{
    private readonly Linear _seen = Linear(3, 3);
    private readonly Linear _hidden = Linear(3, 3);
    private readonly Linear _tied;
    private readonly Parameter _scale = new(ones(3));

    public OddModel()
        : base(nameof(OddModel))
    {
        _tied = Linear(_seen.weight!);
        register_module("seen", _seen);
        register_module("hidden", _hidden);
        register_module("tied", _tied);
        register_parameter("scale", _scale);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var noise = rand(3);
        return (_tied.call(_hidden.forward(_seen.call(input))) * _scale + noise).MoveToOuterDisposeScope();
    }
}
