using Atelier.Prediction;

namespace Atelier.Tests.Prediction;

public sealed class ModelSignatureTests
{
    private static readonly ModelSignature Signature = new(
        [new TensorSpec("image", DataType.Float32, [-1, 2, 3]), new TensorSpec("mask", DataType.Bool, [-1, 2])],
        [new TensorSpec("scores", DataType.Float32, [-1, 4])],
        []);

    [Fact]
    public void EnsureAccepts_FittingInputsInAnyOrder_Passes() => Signature.EnsureAccepts([Mask(5), Image(5)]);

    [Fact]
    public void EnsureAccepts_MissingInput_ShowsTheSignature() =>
        Refused([Image(1)], "The input `mask` is given 0 times; expected once. The model takes image FP32 (batch, 2, 3); mask BOOL (batch, 2)");

    [Fact]
    public void EnsureAccepts_InputTwice_IsRefused() => Refused([Image(1), Image(1), Mask(1)], "`image` is given 2 times");

    [Fact]
    public void EnsureAccepts_UnknownInput_NamesIt() =>
        Refused([Image(1), Mask(1), NamedTensor.Create<float>("other", new float[1], 1)], "There is no input `other`");

    [Fact]
    public void EnsureAccepts_OtherType_SaysBoth() =>
        Refused([NamedTensor.Create<double>("image", new double[6], 1, 2, 3), Mask(1)], "`image` holds FP64 elements; expected FP32");

    [Theory]
    [InlineData(6, new[] { 1, 6 })]
    [InlineData(12, new[] { 1, 4, 3 })]
    [InlineData(6, new[] { 2, 3 })]
    [InlineData(0, new[] { 0, 2, 3 })]
    public void EnsureAccepts_OtherShape_SaysBoth(int count, int[] shape) =>
        Refused([NamedTensor.Create<float>("image", new float[count], shape), Mask(1)], "expected (batch, 2, 3)");

    [Fact]
    public void EnsureAccepts_BatchesDiffer_SaysBoth() => Refused([Image(2), Mask(3)], "batches of 2 and 3 rows");

    [Fact]
    public void EnsureAccepts_NotANumber_NamesTheElement() => Refused(
        [NamedTensor.Create<float>("image", new[] { 0, 1, 2, 3, float.NaN, 5 }, 1, 2, 3), Mask(1)], "holds NaN at element 4");

    [Fact]
    public void NamedTensor_CountDoesNotFitShape_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => NamedTensor.Create<float>("x", new float[5], 2, 3));

        Assert.Contains("`x` has 5 elements; its shape (2, 3) needs 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamedTensor_ShapeOverflows_IsRefused() =>
        Assert.Throws<ArgumentException>(() => NamedTensor.Create<float>("x", new float[0], 65536, 65536, 65536, 65536));

    [Fact]
    public void NamedTensor_ValuesOfAnotherType_SaysBoth()
    {
        var error = Assert.Throws<InvalidCastException>(() => Image(1).Values<int>());

        Assert.Contains("holds Single elements; Values<Int32>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataTypes_ProtocolNames_RoundTrip()
    {
        foreach (var type in Enum.GetValues<DataType>())
        {
            Assert.Equal(type, DataTypes.FromProtocolName(type.ToProtocolName()));
            Assert.Equal(type, DataTypes.FromElementType(type.ToElementType()));
        }

        Assert.Contains("FP32 (Single)", Assert.Throws<ArgumentException>(() => DataTypes.FromProtocolName("float")).Message, StringComparison.Ordinal);
    }

    private static void Refused(IReadOnlyList<NamedTensor> inputs, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Signature.EnsureAccepts(inputs)).Message, StringComparison.Ordinal);

    private static NamedTensor Image(int rows) => NamedTensor.Create<float>("image", new float[rows * 6], rows, 2, 3);

    private static NamedTensor Mask(int rows) => NamedTensor.Create<bool>("mask", new bool[rows * 2], rows, 2);
}
