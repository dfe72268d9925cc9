using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>Compares layers with others.</summary>
internal static class Layers
{
    /// <summary>Gives a layer the weights of another, which must have the same names.</summary>
    public static void Copy(nn.Module from, nn.Module to)
    {
        var (source, target) = (from.state_dict(), to.state_dict());
        Assert.Equal(source.Keys.Order(), target.Keys.Order());
        using var guard = no_grad();
        foreach (var (name, tensor) in source)
        {
            target[name].copy_(tensor);
        }
    }

    /// <summary>Requires equal shapes, and differences up to some number.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected - actual).abs().max().item<float>();
        Assert.True(difference <= tolerance, $"The largest difference is {difference}; expected at most {tolerance}.");
    }

    /// <summary>Sums outputs up with weights that differ, goes back, and requires equal gradients of parameters with the same names.</summary>
    public static void AssertSameGradients(nn.Module expected, IEnumerable<Tensor> wanted, nn.Module actual, IEnumerable<Tensor> given, double tolerance)
    {
        foreach (var outputs in new[] { wanted, given })
        {
            outputs.Select(output => (output * arange(output.numel()).sin().view(output.shape)).sum()).Aggregate((a, b) => a + b).backward();
        }

        var gradients = actual.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad);
        foreach (var (name, parameter) in expected.named_parameters())
        {
            AssertClose(parameter.grad!, gradients[name]!, tolerance * Math.Max(1, parameter.grad!.abs().max().item<float>()));
        }
    }
}
