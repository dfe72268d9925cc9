using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>A module whose forward is a function.</summary>
public sealed class Lambda : nn.Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> _function;

    public Lambda(Func<Tensor, Tensor> function)
        : base("lambda") => _function = function;

    public override Tensor forward(Tensor input) => _function(input);
}
