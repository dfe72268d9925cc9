using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>A module of TorchSharp or of the kit with settings, which is exported and compared.</summary>
/// <param name="Make">Makes it.</param>
/// <param name="Row">The shape of a row.</param>
/// <param name="Axes">The axes that vary: the batch, and others in the order of the row.</param>
/// <param name="Content">What the input holds: normal, or int for whole numbers from 0 to 9.</param>
/// <param name="BatchAt">Which axis the batch is: 0, or 1 for what takes time first.</param>
public sealed record ModuleCase(Func<nn.Module> Make, long[] Row, string?[]? Axes = null, string Content = "normal", int BatchAt = 0)
{
    /// <summary>The lowest version of ONNX's operators that has what it needs.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>Calls a module that takes more than the input.</summary>
    public Func<nn.Module, Tensor, object?>? Call { get; init; }

    /// <summary>Calls the module with an input.</summary>
    public Func<IReadOnlyList<Tensor>, object?> CallOf(nn.Module module) => Call is { } call ? inputs => call(module, inputs[0]) : ModuleCall.Of(module, 1);

    public OnnxInput Input => new("x", Axes ?? ["batch"]);

    /// <summary>An input; axes that vary get longer by a number.</summary>
    public Tensor Example(long batch, long longer, int seed)
    {
        using var generator = new Generator((ulong)seed);
        long[] shape = BatchAt == 0 ? [batch, .. Row] : [Row[0], batch, .. Row[1..]];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (axis != BatchAt && Input.Axes.ElementAtOrDefault(axis) is not null)
            {
                shape[axis] += longer;
            }
        }

        return Content == "int" ? randint(0, 10, shape, dtype: ScalarType.Int64, generator: generator) : randn(shape, generator: generator);
    }
}
