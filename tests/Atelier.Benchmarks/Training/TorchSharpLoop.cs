using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Benchmarks.Training;

/// <summary>The loop that a TorchSharp user writes, after TorchSharp's own examples.</summary>
public sealed class TorchSharpLoop(float[] features, int[] labels, float[] validation, int[] validationLabels, int width, int batchSize) : IDisposable
{
    private readonly Tensor _features = tensor(features).reshape(-1, width).DetachFromDisposeScope();
    private readonly Tensor _labels = Long(labels);
    private readonly Tensor _validation = tensor(validation).reshape(-1, width).DetachFromDisposeScope();
    private readonly Tensor _validationLabels = Long(validationLabels);

    /// <summary>Runs one epoch with loss and accuracy on the training and on the validation rows, and gives its seconds.</summary>
    public double Epoch()
    {
        using var model = Sequential(("hidden", Linear(width, 32)), ("relu", ReLU()), ("out", Linear(32, 10)));
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
        var watch = Stopwatch.StartNew();
        using var outer = NewDisposeScope();
        var order = randperm(_features.shape[0]);
        var (total, correct) = (0.0, 0L);
        model.train();
        for (long first = 0; first < order.shape[0]; first += batchSize)
        {
            using var step = NewDisposeScope();
            var chosen = order[TensorIndex.Slice(first, Math.Min(first + batchSize, order.shape[0]))];
            var x = _features[chosen];
            var y = _labels[chosen];
            optimizer.zero_grad();
            var logits = model.forward(x);
            var loss = functional.cross_entropy(logits, y);
            loss.backward();
            optimizer.step();
            total += loss.item<float>() * chosen.shape[0];
            correct += logits.argmax(1).eq(y).sum().item<long>();
        }

        model.eval();
        using var guard = no_grad();
        for (long first = 0; first < _validation.shape[0]; first += batchSize)
        {
            using var step = NewDisposeScope();
            var rows = TensorIndex.Slice(first, Math.Min(first + batchSize, _validation.shape[0]));
            var y = _validationLabels[rows];
            var logits = model.forward(_validation[rows]);
            total += functional.cross_entropy(logits, y).item<float>() * y.shape[0];
            correct += logits.argmax(1).eq(y).sum().item<long>();
        }

        return watch.Elapsed.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _labels.Dispose();
        _validation.Dispose();
        _validationLabels.Dispose();
    }

    private static Tensor Long(int[] labels) => tensor(labels.Select(label => (long)label).ToArray()).DetachFromDisposeScope();
}
