using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>One way to use an operation, which is exported and compared.</summary>
/// <param name="Forward">The use.</param>
/// <param name="Row">The shape of a row.</param>
/// <param name="Content">What the input holds: normal, positive, unit (-0.9 to 0.9), above1, int, int32, bool, double.</param>
public sealed record OperationCase(Func<Tensor, Tensor> Forward, long[] Row, string Content = "normal")
{
    /// <summary>The lowest version of ONNX's operators that has what it needs.</summary>
    public int Opset { get; init; } = 17;

    public Tensor Example(long batch, int seed)
    {
        using var generator = new Generator((ulong)seed);
        long[] shape = [batch, .. Row];
        return Content switch
        {
            "positive" => rand(shape, generator: generator) + 0.1,
            "unit" => (rand(shape, generator: generator) * 1.8) - 0.9,
            "above1" => rand(shape, generator: generator) + 1.1,
            "int" => randint(0, 5, shape, dtype: ScalarType.Int64, generator: generator),
            "int32" => randint(-9, 9, shape, dtype: ScalarType.Int32, generator: generator),
            "bool" => randn(shape, generator: generator).gt(0),
            "double" => randn(shape, dtype: ScalarType.Float64, generator: generator),
            _ => randn(shape, generator: generator),
        };
    }
}
