using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference.Tests;

/// <summary>Inputs and graphs that do not fit, and every element type that does.</summary>
public sealed class OnnxPredictorInputTests
{
    public static TheoryData<NamedTensor[], string> BadInputs() => new()
    {
        { [], "given were no inputs" },
        { [Floats("features", 3, 1, 3)], "shape (1, 3); expected (batch, 4)" },
        { [Floats("features", 4, 4)], "shape (4,); expected (batch, 4)" },
        { [Floats("features", 0, 0, 4)], "at least one row" },
        { [Floats("pixels", 4, 1, 4)], "features FP32 (batch, 4)" },
        { [Floats("features", 4, 1, 4), Floats("more", 4, 1, 4)], "There is no input `more`" },
        { [NamedTensor.Create<double>("features", new double[4], 1, 4)], "FP64 elements; expected FP32" },
        { [NamedTensor.Create<float>("features", new float[] { 1, 2, float.NaN, 4 }, 1, 4)], "NaN at element 2" },
    };

    [Theory]
    [MemberData(nameof(BadInputs), DisableDiscoveryEnumeration = true)]
    public void Predict_InputsThatDoNotFit_SayTheSignature(NamedTensor[] inputs, string expected)
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(inputs));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_EveryElementType_ComesBackUnchanged()
    {
        NamedTensor[] given =
        [
            NamedTensor.Create<bool>("BOOL", new[] { true, false }, 1, 2),
            NamedTensor.Create<byte>("UINT8", new byte[] { 0, byte.MaxValue }, 1, 2),
            NamedTensor.Create<ushort>("UINT16", new ushort[] { 0, ushort.MaxValue }, 1, 2),
            NamedTensor.Create<uint>("UINT32", new uint[] { 0, uint.MaxValue }, 1, 2),
            NamedTensor.Create<ulong>("UINT64", new ulong[] { 0, ulong.MaxValue }, 1, 2),
            NamedTensor.Create<sbyte>("INT8", new sbyte[] { sbyte.MinValue, sbyte.MaxValue }, 1, 2),
            NamedTensor.Create<short>("INT16", new short[] { short.MinValue, short.MaxValue }, 1, 2),
            NamedTensor.Create<int>("INT32", new int[] { int.MinValue, int.MaxValue }, 1, 2),
            NamedTensor.Create<long>("INT64", new long[] { long.MinValue, long.MaxValue }, 1, 2),
            NamedTensor.Create<Half>("FP16", new Half[] { Half.MinValue, (Half)1.5f }, 1, 2),
            NamedTensor.Create<float>("FP32", new float[] { float.MinValue, 1.5f }, 1, 2),
            NamedTensor.Create<double>("FP64", new double[] { double.MinValue, 1.5 }, 1, 2),
            NamedTensor.Create<string>("BYTES", new string[] { "", "Grüße\n\u4f60 \U0001f600" }, 1, 2),
        ];
        using var predictor = OnnxPredictor.Load(EveryType(given.Select(tensor => tensor.DataType)));

        var answers = predictor.Predict([.. given.Select(tensor => Renamed(tensor, $"in_{tensor.Name}"))]);

        Assert.Equal(Enum.GetValues<DataType>().Order(), given.Select(tensor => tensor.DataType).Order());
        Assert.Equal(given.Length, answers.Count);
        foreach (var (tensor, answer) in given.Zip(answers))
        {
            Assert.Equal($"out_{tensor.Name}", answer.Name);
            Assert.Equal(tensor.DataType, answer.DataType);
            Assert.Equal(Elements(tensor), Elements(answer));
        }
    }

    [Fact]
    public void Predict_NullInText_SaysWhere()
    {
        using var predictor = OnnxPredictor.Load(EveryType(Enum.GetValues<DataType>()));
        var inputs = Enum.GetValues<DataType>().Select(type => Blank(type, $"in_{type.ToProtocolName()}")).ToArray();
        inputs[^1] = NamedTensor.Create<string>("in_BYTES", new string[] { "a", null! }, 1, 2);

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(inputs));

        Assert.Contains("`in_BYTES` holds null at element 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "`damaged` has no graph")]
    [InlineData("this is no ONNX file", "`damaged` is no ONNX file, or is truncated")]
    public void Load_CorruptGraph_NamesThePackage(string content, string expected)
    {
        var package = Sample.Package("damaged", System.Text.Encoding.UTF8.GetBytes(content), [Sample.Features], [Sample.Probabilities]);

        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.Load(package));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedGraph_NamesThePackage()
    {
        var bytes = File.ReadAllBytes(Sample.PathOf("classifier.onnx"))[..300];
        var package = Sample.Package("damaged", bytes, [Sample.Features], [Sample.Probabilities]);

        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.Load(package));

        Assert.Contains("`damaged`", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<TensorSpec, TensorSpec, string> WrongSpecs() => new()
    {
        { Sample.Features with { Name = "pixels" }, Sample.Probabilities, "takes the inputs features" },
        { Sample.Features with { DataType = DataType.Float64 }, Sample.Probabilities, "takes Float elements as `features`" },
        { Sample.Features with { Shape = [-1, 5] }, Sample.Probabilities, "takes `features` of shape (batch, 4)" },
        { Sample.Features with { Shape = [-1, 2, 2] }, Sample.Probabilities, "takes `features` of shape (batch, 4)" },
        { Sample.Features, Sample.Probabilities with { Name = "logits" }, "gives the outputs probabilities" },
        { Sample.Features, Sample.Probabilities with { DataType = DataType.Int64 }, "gives Float elements as `probabilities`" },
        { Sample.Features, Sample.Probabilities with { Shape = [-1, 4] }, "gives `probabilities` of shape (batch, 3)" },
    };

    [Theory]
    [MemberData(nameof(WrongSpecs), DisableDiscoveryEnumeration = true)]
    public void Load_GraphIsNotWhatThePackageSays_SaysBoth(TensorSpec input, TensorSpec output, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.Load(Sample.Package("classifier", [input], [output])));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("the package says", error.Message, StringComparison.Ordinal);
    }

    private static ModelPackage EveryType(IEnumerable<DataType> types)
    {
        var specs = types.Select(type => new TensorSpec(type.ToProtocolName(), type, [-1, 2])).ToArray();
        return Sample.Package(
            "every_type",
            [.. specs.Select(spec => spec with { Name = $"in_{spec.Name}" })],
            [.. specs.Select(spec => spec with { Name = $"out_{spec.Name}" })]);
    }

    private static NamedTensor Floats(string name, int count, params int[] shape) => NamedTensor.Create<float>(name, new float[count], shape);

    private static NamedTensor Blank(DataType type, string name) => Visit(type, new BlankMaker(name));

    private static NamedTensor Renamed(NamedTensor tensor, string name) => Visit(tensor.DataType, new Renamer(tensor, name));

    private static object Elements(NamedTensor tensor) => Visit(tensor.DataType, new ElementReader(tensor));

    private static TResult Visit<TResult>(DataType type, IElementVisitor<TResult> visitor) => type switch
    {
        DataType.Bool => visitor.Visit<bool>(),
        DataType.UInt8 => visitor.Visit<byte>(),
        DataType.UInt16 => visitor.Visit<ushort>(),
        DataType.UInt32 => visitor.Visit<uint>(),
        DataType.UInt64 => visitor.Visit<ulong>(),
        DataType.Int8 => visitor.Visit<sbyte>(),
        DataType.Int16 => visitor.Visit<short>(),
        DataType.Int32 => visitor.Visit<int>(),
        DataType.Int64 => visitor.Visit<long>(),
        DataType.Float16 => visitor.Visit<Half>(),
        DataType.Float32 => visitor.Visit<float>(),
        DataType.Float64 => visitor.Visit<double>(),
        _ => visitor.Visit<string>(),
    };

    private interface IElementVisitor<TResult>
    {
        TResult Visit<T>();
    }

    private sealed class BlankMaker(string name) : IElementVisitor<NamedTensor>
    {
        public NamedTensor Visit<T>() => NamedTensor.Create<T>(name, new T[2], 1, 2);
    }

    private sealed class Renamer(NamedTensor tensor, string name) : IElementVisitor<NamedTensor>
    {
        public NamedTensor Visit<T>() => NamedTensor.Create(name, tensor.Values<T>(), tensor.Shape);
    }

    private sealed class ElementReader(NamedTensor tensor) : IElementVisitor<object>
    {
        public object Visit<T>() => tensor.Values<T>().ToArray();
    }
}
