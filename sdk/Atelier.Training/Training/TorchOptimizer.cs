using TorchSharp;

namespace Atelier.Training;

/// <summary>TorchSharp's own optimizer, for parameters that are not plain float32 in CPU memory.</summary>
internal sealed class TorchOptimizer(torch.optim.Optimizer optimizer) : IOptimizer
{
    public void Step()
    {
        optimizer.step();
        optimizer.zero_grad();
    }

    public void Dispose() => optimizer.Dispose();
}
