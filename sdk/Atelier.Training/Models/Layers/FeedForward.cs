using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The second half of a transformer's block, with its layers registered in the block under PyTorch's names: two linear layers at every place for itself.</summary>
internal sealed class FeedForward
{
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Dropout _dropout;
    private readonly nn.Activations _activation;

    public FeedForward(nn.Module block, int width, int inner, double dropout, nn.Activations activation, bool bias, long seed)
    {
        _activation = activation;
        using var generator = new Generator((ulong)seed, CPU);
        block.register_module("linear1", _first = LayerWeights.Linear(width, inner, generator, bias));
        block.register_module("dropout", _dropout = nn.Dropout(dropout));
        block.register_module("linear2", _second = LayerWeights.Linear(inner, width, generator, bias));
    }

    public Tensor Run(Tensor x)
    {
        var inner = _first.call(x);
        return _second.call(_dropout.call(_activation == nn.Activations.GELU ? nn.functional.gelu(inner) : nn.functional.relu(inner)));
    }
}
