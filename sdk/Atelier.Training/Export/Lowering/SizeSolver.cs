using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Writes numbers that follow from the sizes of the inputs as operations on shapes.</summary>
/// <remarks>
/// The forward ran at several sizes. A number that was the same each time is a constant; one that varied is looked for among the lengths of the tensors before it: a length itself, a product or
/// quotient of it with a constant, a sum with a constant, a linear function, or a product of two lengths. What fits all sizes is written; the comparison in ONNX Runtime at further sizes proves it.
/// </remarks>
internal sealed class SizeSolver
{
    private readonly List<(double[] Lengths, OnnxValue Value, int Axis)> _lengths = [];
    private readonly Dictionary<string, OnnxValue> _written = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Notes the lengths of a tensor.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="shapes">Its shape in each trace.</param>
    public void Register(OnnxValue value, IReadOnlyList<long[]> shapes)
    {
        for (var axis = 0; axis < shapes[0].Length; axis++)
        {
            double[] lengths = [.. shapes.Select(shape => (double)shape[axis])];
            if (!IsFixed(lengths) && !_lengths.Any(known => known.Lengths.AsSpan().SequenceEqual(lengths)))
            {
                _lengths.Add((lengths, value, axis));
            }
        }
    }

    /// <summary>Gives a length that varies its name.</summary>
    public void Name(double[] lengths, string name) => _names.TryAdd(Key(lengths), name);

    /// <summary>The dimension with lengths: a number, a name, or unknown.</summary>
    public OnnxDimension Dimension(double[] lengths) =>
        IsFixed(lengths) ? (long)lengths[0] : _names.TryGetValue(Key(lengths), out var name) ? OnnxDimension.Named(name) : OnnxDimension.Unknown;

    /// <summary>Writes a whole number as a list of one; null when it follows from no length that is known.</summary>
    public OnnxValue? Write(double[] wanted, OnnxLayer layer)
    {
        if (IsFixed(wanted))
        {
            return layer.Constant((long)wanted[0]);
        }

        var key = Key(wanted);
        if (!_written.TryGetValue(key, out var value))
        {
            if (Find(wanted, layer) is not { } found)
            {
                return null;
            }

            value = found;
            _written.Add(key, value);
        }

        return value;
    }

    /// <summary>Writes a number that varies as a float; null when it follows from no length that is known.</summary>
    public OnnxValue? WriteFloat(double[] wanted, OnnxLayer layer)
    {
        foreach (var (lengths, _, _) in _lengths)
        {
            foreach (var (function, write) in Functions(layer))
            {
                // The number may be the function of a length times a constant.
                var factor = wanted[0] / function(lengths[0]);
                if (double.IsFinite(factor) && wanted.Zip(lengths).All(pair => Near(pair.First, factor * function(pair.Second))))
                {
                    var scalar = layer.Add("Squeeze", [layer.Add("Cast", [Write(lengths, layer)!], [OnnxAttribute.Int("to", (int)DataType.Float32.ToOnnx())], DataType.Float32)]);
                    var value = write(scalar);
                    return Near(factor, 1) ? value : layer.Add("Mul", [value, layer.Scalar(DataType.Float32, factor)]);
                }
            }
        }

        return null;
    }

    private static IEnumerable<(Func<double, double> Function, Func<OnnxValue, OnnxValue> Write)> Functions(OnnxLayer layer) =>
    [
        (length => length, value => value),
        (length => 1 / length, value => layer.Add("Reciprocal", [value])),
        (Math.Sqrt, value => layer.Add("Sqrt", [value])),
        (length => 1 / Math.Sqrt(length), value => layer.Add("Reciprocal", [layer.Add("Sqrt", [value])])),
        (Math.Log, value => layer.Add("Log", [value])),
    ];

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-6 * Math.Max(Math.Abs(a), Math.Abs(b));

    private static bool IsFixed(double[] values) => values.All(value => value.Equals(values[0]));

    private static string Key(double[] values) => string.Join(",", values.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

    private OnnxValue? Find(double[] wanted, OnnxLayer layer)
    {
        foreach (var (lengths, value, axis) in _lengths)
        {
            if (lengths.AsSpan().SequenceEqual(wanted))
            {
                return layer.Add("Shape", [value], [OnnxAttribute.Int("start", axis), OnnxAttribute.Int("end", axis + 1)], DataType.Int64);
            }
        }

        foreach (var (lengths, _, _) in _lengths)
        {
            if (Linear(wanted, lengths) is var (factor, divisor, term))
            {
                var value = Write(lengths, layer)!;
                value = factor == 1 ? value : layer.Add("Mul", [value, layer.Constant(factor)]);
                value = divisor == 1 ? value : layer.Add("Div", [value, layer.Constant(divisor)]);
                return term == 0 ? value : layer.Add("Add", [value, layer.Constant(term)]);
            }
        }

        for (var i = 0; i < _lengths.Count; i++)
        {
            for (var j = i; j < _lengths.Count; j++)
            {
                var (first, second) = (_lengths[i].Lengths, _lengths[j].Lengths);
                var factor = wanted[0] / (first[0] * second[0]);
                if (factor >= 1 && factor == Math.Floor(factor) && wanted.Select((value, at) => value == factor * first[at] * second[at]).All(fits => fits))
                {
                    var product = layer.Add("Mul", [Write(first, layer)!, Write(second, layer)!]);
                    return factor == 1 ? product : layer.Add("Mul", [product, layer.Constant((long)factor)]);
                }
            }
        }

        return null;
    }

    /// <summary>wanted = lengths * factor / divisor + term for all sizes, with a factor or divisor of 1.</summary>
    private static (long Factor, long Divisor, long Term)? Linear(double[] wanted, double[] lengths)
    {
        var at = Array.FindIndex(lengths, length => length != lengths[0]);
        var slope = (wanted[at] - wanted[0]) / (lengths[at] - lengths[0]);
        if (slope == 0)
        {
            return null;
        }

        var (factor, divisor) = Math.Abs(slope) >= 1 ? (Math.Round(slope), 1.0) : (Math.Sign(slope) * 1.0, Math.Round(1 / Math.Abs(slope)));
        var term = wanted[0] - Math.Floor(lengths[0] * factor / divisor);
        // With two sizes alone, any line fits: only a multiple, a fraction or a sum is believed then.
        var isPlain = term == 0 || (factor == 1 && divisor == 1) || lengths.Length > 2;
        var fits = isPlain && wanted.Select((value, i) => value == Math.Floor(lengths[i] * factor / divisor) + term).All(same => same);
        // ONNX divides towards zero; a negative dividend would differ from the floor.
        return fits && (divisor == 1 || factor > 0) ? ((long)factor, (long)divisor, (long)term) : null;
    }
}
