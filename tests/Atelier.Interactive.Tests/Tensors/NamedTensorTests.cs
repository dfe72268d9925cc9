using Atelier.Prediction;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive.Tests;

public sealed class NamedTensorTests
{
    [Fact]
    public void Html_SmallTensor_IsApproved() => Approval.Verify(Samples.Tensor().ToDisplayString("text/html"), "NamedTensor.html");

    [Fact]
    public void Text_SmallTensor_IsApproved() => Approval.Verify(Samples.Tensor().ToDisplayString(), "NamedTensor.txt");

    [Fact]
    public void Html_BatchOfPictures_HoldsThemInAGrid()
    {
        var values = Enumerable.Range(0, 40 * 3 * 8 * 8).Select(i => (float)(i % 7)).ToArray();

        var html = NamedTensor.Create<float>("images", values, 40, 3, 8, 8).ToDisplayString("text/html");

        Approval.Verify(html, "NamedTensorPictures.html");
    }

    [Fact]
    public void Html_GreyPicture_HasItsPixels()
    {
        var values = Enumerable.Range(0, 64).Select(i => (byte)(i * 4)).ToArray();

        var html = NamedTensor.Create<byte>("image", values, 8, 8).ToDisplayString("text/html");

        var base64 = html.Split("base64,")[1].Split('"')[0];
        var picture = PngReader.Decode(Convert.FromBase64String(base64));
        Assert.Equal(values.Select(value => (byte)Math.Round(value / 252.0 * 255)), picture.Samples);
    }

    [Fact]
    public void Html_LargePicture_IsStoredSmaller()
    {
        var html = NamedTensor.Create<byte>("image", new byte[1000 * 1000], 1000, 1000).ToDisplayString("text/html");

        Assert.Contains("1 pixel in 4 a direction", html);
        Assert.InRange(html.Length, 1, 5_000);
    }

    [Theory]
    [MemberData(nameof(OtherTensors))]
    public void Text_AnyElementType_ShowsTheFirstValues(NamedTensor tensor, string expected)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Assert.Contains($"first values {expected}", tensor.ToDisplayString());
    }

    [Fact]
    public void Text_NoElements_SaysSo() =>
        Assert.Equal("x: FP32 (0, 4)\n  no elements", NamedTensor.Create<float>("x", Array.Empty<float>(), 0, 4).ToDisplayString());

    [Fact]
    public void Text_Scalar_IsShown() =>
        Assert.Contains("x: FP32 ()", NamedTensor.Create<float>("x", new[] { 5f }).ToDisplayString());

    [Fact]
    public void Text_InsideAnotherValue_IsOneLine() =>
        Assert.Contains("Tensor: scores FP32 (2, 3)" + Environment.NewLine, new { Tensor = Samples.Tensor(), Other = 1 }.ToDisplayString());

    [Fact]
    public void Html_InsideAnotherValue_IsOneLine() =>
        Assert.Contains("<span>scores FP32 (2, 3)</span>", new[] { Samples.Tensor() }.ToDisplayString("text/html"));

    public static TheoryData<NamedTensor, string> OtherTensors() => new()
    {
        { NamedTensor.Create<bool>("x", new[] { true, false }, 2), "true, false" },
        { NamedTensor.Create<string>("x", new[] { "a", "b<" }, 2), "\"a\", \"b<\"" },
        { NamedTensor.Create<long>("x", new[] { 9007199254740993 }, 1), "9007199254740993" },
        { NamedTensor.Create<ulong>("x", new[] { ulong.MaxValue }, 1), "18446744073709551615" },
        { NamedTensor.Create<byte>("x", new byte[] { 255 }, 1), "255" },
        { NamedTensor.Create<sbyte>("x", new sbyte[] { -5 }, 1), "-5" },
        { NamedTensor.Create<short>("x", new short[] { -5 }, 1), "-5" },
        { NamedTensor.Create<ushort>("x", new ushort[] { 5 }, 1), "5" },
        { NamedTensor.Create<uint>("x", new[] { 5u }, 1), "5" },
        { NamedTensor.Create<Half>("x", new[] { (Half)0.5 }, 1), "0.5" },
        { NamedTensor.Create<double>("x", new[] { 0.5, 1, 2, 3, 4, 5, 6, 7, 8 }, 3, 3), "0.5, 1, 2, 3, 4, 5, 6, 7, ..." },
    };
}
