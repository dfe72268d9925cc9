using System.Globalization;
using System.Numerics;
using Atelier.Prediction;

namespace Atelier.Interactive;

/// <summary>Reads the tensors that go into and come out of models.</summary>
internal sealed class NamedTensorSource(NamedTensor tensor) : TensorSource
{
    public override string Title => tensor.Name;

    public override string ElementType => tensor.DataType.ToProtocolName();

    public override IReadOnlyList<long> Shape { get; } = [.. tensor.Shape.Select(length => (long)length)];

    public override string? Unreadable => tensor.DataType == DataType.String ? "text has no statistics" : null;

    public override IReadOnlyList<string> First(int most) => tensor.DataType switch
    {
        DataType.String => Exact<string>(most, text => $"\"{text}\""),
        DataType.Int64 => Exact<long>(most, value => value.ToString(CultureInfo.InvariantCulture)),
        DataType.UInt64 => Exact<ulong>(most, value => value.ToString(CultureInfo.InvariantCulture)),
        DataType.Bool => Exact<bool>(most, value => value ? "true" : "false"),
        _ => base.First(most),
    };

    public override double[] Read(IReadOnlyList<long> stops, IReadOnlyList<long> steps)
    {
        var at = Number();
        var counts = stops.Zip(steps, (stop, step) => (stop + step - 1) / step).ToArray();
        var values = new double[counts.Aggregate(1L, (product, count) => product * count)];
        for (var i = 0L; i < values.Length; i++)
        {
            var (rest, stride, offset) = (i, 1L, 0L);
            for (var dimension = counts.Length - 1; dimension >= 0; dimension--)
            {
                offset += rest % counts[dimension] * steps[dimension] * stride;
                rest /= counts[dimension];
                stride *= Shape[dimension];
            }

            values[i] = at((int)offset);
        }

        return values;
    }

    private string[] Exact<T>(int most, Func<T, string> write) =>
        [.. tensor.Values<T>().Span[..Math.Min(most, tensor.Count)].ToArray().Select(write)];

    private Func<int, double> Number() => tensor.DataType switch
    {
        DataType.Bool => At<bool>(value => value ? 1 : 0),
        DataType.UInt8 => At<byte>(),
        DataType.UInt16 => At<ushort>(),
        DataType.UInt32 => At<uint>(),
        DataType.UInt64 => At<ulong>(),
        DataType.Int8 => At<sbyte>(),
        DataType.Int16 => At<short>(),
        DataType.Int32 => At<int>(),
        DataType.Int64 => At<long>(),
        DataType.Float16 => At<Half>(),
        DataType.Float32 => At<float>(),
        DataType.Float64 => At<double>(),
        _ => throw new InvalidOperationException($"`{tensor.Name}` holds {tensor.DataType} elements; expected numbers."),
    };

    private Func<int, double> At<T>()
        where T : INumberBase<T> => At<T>(double.CreateSaturating);

    private Func<int, double> At<T>(Func<T, double> convert)
    {
        var values = tensor.Values<T>();
        return i => convert(values.Span[i]);
    }
}
