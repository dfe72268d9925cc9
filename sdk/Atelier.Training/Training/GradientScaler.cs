using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The factor on the loss that keeps small float16 gradients from becoming zero.</summary>
/// <remarks>As PyTorch's <c>torch.cuda.amp.GradScaler</c>: from 65,536 on, doubled after 2,000 good steps, halved after a bad one.</remarks>
internal sealed class GradientScaler(bool isUsed)
{
    private const double Least = 1.0 / 1024;
    private const int GoodStepsToGrow = 2000;

    private int _goodSteps;

    /// <summary>What the loss is multiplied by.</summary>
    public double Scale { get; private set; } = isUsed ? 65536 : 1;

    /// <summary>Whether overflow is part of the way: a step without finite numbers is then left out.</summary>
    public bool IsUsed => isUsed;

    /// <summary>Whether the scale has fallen so far that it cannot be the scale that makes numbers overflow.</summary>
    public bool HasFailed => Scale < Least;

    /// <summary>Divides the gradients by the scale, and gives whether all of them are finite.</summary>
    public bool Unscale(IReadOnlyList<Parameter> parameters)
    {
        if (!isUsed)
        {
            return true;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var sums = new List<Tensor>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                sums.Add(gradient.mul_(1 / Scale).sum());
            }
        }

        return sums.Count == 0 || stack(sums).isfinite().all().item<bool>();
    }

    /// <summary>Says how a step went.</summary>
    public void Update(bool wasGood)
    {
        if (!isUsed)
        {
            return;
        }

        _goodSteps = wasGood ? _goodSteps + 1 : 0;
        Scale = !wasGood ? Scale / 2 : _goodSteps % GoodStepsToGrow == 0 ? Scale * 2 : Scale;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Scale);
        writer.Write(_goodSteps);
    }

    public void Load(BinaryReader reader) => (Scale, _goodSteps) = (reader.ReadDouble(), reader.ReadInt32());
}
