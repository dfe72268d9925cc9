using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Numbers against numpy (References/quantization.py).</summary>
public sealed class QuantizationNumbersTests
{
    private static readonly Dataset Rows = new("rows", Values(30 * 6, 11), [6]);

    [Fact]
    public void RangeHistogram_Percentiles_AreWithinOnePartOfNumpys()
    {
        var skewed = Array.ConvertAll(Values(20000, 7), value => (float)Math.Pow(value, 5));
        var range = new ValueRange(skewed.Min(), skewed.Max());
        var histogram = new RangeHistogram(range);
        foreach (var part in skewed.Chunk(777))
        {
            histogram.Add(part);
        }

        var expected = QuantizationReference.Numbers("percentiles");
        var part4096 = ((double)range.High - range.Low) / 4096;
        foreach (var (percentile, i) in new[] { 99.99, 99, 90 }.Select((percentile, i) => (percentile, i)))
        {
            var within = histogram.Within(percentile);
            Assert.InRange(within.Low - expected[2 * i], -part4096, part4096);
            Assert.InRange(within.High - expected[(2 * i) + 1], -part4096, part4096);
        }

        Assert.Equal(range, histogram.Within(100));
    }

    [Fact]
    public void ValueRange_StepAndZero_AreNumpys()
    {
        var expected = QuantizationReference.Numbers("uint8");
        ValueRange[] ranges = [new(-1, 1), new(0.5f, 3), new(-4, -1), new(-0.001f, 250)];

        for (var i = 0; i < ranges.Length; i++)
        {
            var (step, zero) = ranges[i].ToUInt8();
            Assert.Equal(expected[2 * i], step, 1e-9);
            Assert.Equal(expected[(2 * i) + 1], zero);
        }

        Assert.Equal((1f, (byte)0), new ValueRange(0, 0).ToUInt8());
    }

    [Fact]
    public void Quantize_Static_GivesTheSimulatedNumbers() =>
        AssertSimulated("static", new StaticQuantization { Calibration = Rows });

    [Fact]
    public void Quantize_Dynamic_GivesTheSimulatedNumbers() => AssertSimulated("dynamic", new DynamicQuantization());

    [Fact]
    public void Transposing_ThreeDimensions_MovesEachElement()
    {
        var source = Enumerable.Range(0, 24).Select(i => (float)i).ToArray();

        var turned = Transposing.Of(source, [2, 3, 4], [2, 0, 1]);

        for (var i = 0; i < 24; i++)
        {
            var (a, b, c) = (i / 12, i / 4 % 3, i % 4);
            Assert.Equal(source[i], turned[(((c * 2) + a) * 3) + b]);
        }
    }

    /// <summary>The graph gives what numpy simulates; single precision may round a few values between two numbers to the other one.</summary>
    private static void AssertSimulated(string name, QuantizationOptions options)
    {
        var graph = Dense();
        var exact = QuantizationReference.Numbers("float");
        Assert.InRange(QuantizationModels.Largest(QuantizationModels.Run(graph, Rows), Array.ConvertAll(exact, value => (float)value)), 0, 1e-5);

        var actual = QuantizationModels.Run(Quantizer.Quantize(graph, options).Graph, Rows);

        var expected = QuantizationReference.Numbers(name);
        var far = expected.Zip(exact, (a, b) => Math.Abs(a - b)).Average();
        var near = expected.Zip(actual, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(far > 1e-3, "The simulation does not round.");
        Assert.InRange(near.Average(), 0, far / 20);
        Assert.InRange(near.Order().ElementAt((int)(near.Length * 0.9)), 0, 1e-5);
    }

    private static OnnxGraph Dense()
    {
        var model = new QuantizationModels.Drawn("dense", 17, 0);
        var rows = model.Builder.AddInput("image", DataType.Float32, OnnxDimension.Batch, 6);
        OnnxValue Constant(string name, int seed, params long[] shape) => model.Builder.AddInitializer(
            name, DataType.Float32, MemoryMarshal.AsBytes<float>(Values((int)shape.Aggregate(1L, (product, length) => product * length), seed)), shape);
        OnnxValue Layer(string path, OnnxValue input, int seed, int from, int to) => model.Node(
            "Gemm", path, [input, Constant($"{path}.weight", seed, to, from), Constant($"{path}.bias", seed + 1, to)], [OnnxDimension.Batch, to], OnnxAttribute.Int("transB", 1));
        var hidden = model.Node("Relu", "relu", [Layer("first", rows, 12, 6, 16)], [OnnxDimension.Batch, 16]);
        return model.Build([-1, 6], (Layer("second", hidden, 14, 16, 5), "scores"));
    }

    /// <summary>The generator of quantization.py: Lehmer's, modulus 2^31 - 1, mapped to -1 to 1.</summary>
    private static float[] Values(int count, long seed)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            seed = seed * 48271 % 2147483647;
            values[i] = (float)(((double)seed / 2147483647 * 2) - 1);
        }

        return values;
    }
}
