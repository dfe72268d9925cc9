using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests;

/// <summary>The convolutional model of References/weights_reference.py, under the same names.</summary>
internal sealed class PyTorchImage : Module<Tensor, Tensor>
{
    private readonly Sequential _features = Sequential(Conv2d(2, 4, 3, padding: 1), BatchNorm2d(4), ReLU(), MaxPool2d(2));
    private readonly Linear _head;

    public PyTorchImage(int classes = 3)
        : base(nameof(PyTorchImage))
    {
        _head = Linear(4 * 3 * 3, classes);
        register_module("features", _features);
        register_module("head", _head);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _head.call(_features.call(input).flatten(1)).MoveToOuterDisposeScope();
    }
}

/// <summary>The recurrent model of References/weights_reference.py, under the same names.</summary>
internal sealed class PyTorchSequence : Module<Tensor, Tensor>
{
    private readonly Embedding _embedding = Embedding(11, 8);
    private readonly LSTM _lstm = LSTM(8, 6, numLayers: 2, bidirectional: true, batchFirst: true);
    private readonly LayerNorm _norm = LayerNorm(12);
    private readonly GRU _gru = GRU(12, 5, batchFirst: true);
    private readonly Linear _head = Linear(5, 2);

    public PyTorchSequence()
        : base(nameof(PyTorchSequence))
    {
        register_module("embedding", _embedding);
        register_module("lstm", _lstm);
        register_module("norm", _norm);
        register_module("gru", _gru);
        register_module("head", _head);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var lstm = _lstm.call(_embedding.call(input), null).Item1;
        return _head.call(_gru.call(_norm.call(lstm), null).Item1).MoveToOuterDisposeScope();
    }
}
