using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>Tensors and datasets for tests.</summary>
internal static class Tensors
{
    public static NamedTensor Features(int rows, int seed = 1, int width = 3, string name = "features") =>
        NamedTensor.Create<float>(name, Random(rows * width, seed), rows, width);

    public static Dataset Labelled(int rows, int seed = 1, int width = 3) => new(
        "points", Random(rows * width, seed), [width], Enumerable.Range(0, rows).Select(row => row % 2).ToArray(), ["no", "yes"]);

    public static NamedTensor Rename(NamedTensor tensor, string name) => tensor.DataType switch
    {
        DataType.Bool => NamedTensor.Create(name, tensor.Values<bool>(), tensor.Shape),
        DataType.UInt8 => NamedTensor.Create(name, tensor.Values<byte>(), tensor.Shape),
        DataType.UInt16 => NamedTensor.Create(name, tensor.Values<ushort>(), tensor.Shape),
        DataType.UInt32 => NamedTensor.Create(name, tensor.Values<uint>(), tensor.Shape),
        DataType.UInt64 => NamedTensor.Create(name, tensor.Values<ulong>(), tensor.Shape),
        DataType.Int8 => NamedTensor.Create(name, tensor.Values<sbyte>(), tensor.Shape),
        DataType.Int16 => NamedTensor.Create(name, tensor.Values<short>(), tensor.Shape),
        DataType.Int32 => NamedTensor.Create(name, tensor.Values<int>(), tensor.Shape),
        DataType.Int64 => NamedTensor.Create(name, tensor.Values<long>(), tensor.Shape),
        DataType.Float16 => NamedTensor.Create(name, tensor.Values<Half>(), tensor.Shape),
        DataType.Float32 => NamedTensor.Create(name, tensor.Values<float>(), tensor.Shape),
        DataType.Float64 => NamedTensor.Create(name, tensor.Values<double>(), tensor.Shape),
        _ => NamedTensor.Create(name, tensor.Values<string>(), tensor.Shape),
    };

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
    }
}
