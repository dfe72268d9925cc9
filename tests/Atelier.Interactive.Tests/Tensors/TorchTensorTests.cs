using Atelier.Training;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace Atelier.Interactive.Tests;

public sealed class TorchTensorTests
{
    public TorchTensorTests() => TorchRuntime.EnsureLoaded();

    [Fact]
    public void MimeTypes_TensorAndParameter_AreHtmlAndText()
    {
        using var tensor = torch.zeros(2);
        using var parameter = new TorchSharp.Modules.Parameter(torch.zeros(2));

        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(tensor.GetType()));
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(parameter.GetType()));
        Assert.StartsWith("Parameter: float32 (2,) on cpu, requires grad", parameter.ToDisplayString());
    }

    [Fact]
    public void TensorTypeIn_OnlyInTorchSharp_FindsTheType()
    {
        Assert.Equal(typeof(torch.Tensor), TorchTensorSource.TensorTypeIn(typeof(torch).Assembly));
        Assert.Null(TorchTensorSource.TensorTypeIn(typeof(TorchRuntime).Assembly));
    }

    [Fact]
    public void Html_Tensor_IsApproved()
    {
        using var tensor = torch.tensor(new[] { 0f, 1, -2.5f, float.NaN, 4, 0.125f }, [2, 3]);

        Approval.Verify(tensor.ToDisplayString("text/html"), "TorchTensor.html");
        Approval.Verify(tensor.ToDisplayString(), "TorchTensor.txt");
    }

    [Theory]
    [InlineData(torch.ScalarType.Bool, "1, 0, 1")]
    [InlineData(torch.ScalarType.Byte, "1, 0, 2")]
    [InlineData(torch.ScalarType.Int8, "1, 0, 2")]
    [InlineData(torch.ScalarType.Int16, "1, 0, 2")]
    [InlineData(torch.ScalarType.Int32, "1, 0, 2")]
    [InlineData(torch.ScalarType.Int64, "1, 0, 2")]
    [InlineData(torch.ScalarType.Float16, "1, 0, 2")]
    [InlineData(torch.ScalarType.BFloat16, "1, 0, 2")]
    [InlineData(torch.ScalarType.Float32, "1, 0, 2")]
    [InlineData(torch.ScalarType.Float64, "1, 0, 2")]
    public void Text_KnownElementType_ShowsItsValues(torch.ScalarType type, string values)
    {
        using var tensor = torch.tensor(new[] { 1f, 0, 2 }).to_type(type);

        var text = tensor.ToDisplayString();

        Assert.StartsWith($"Tensor: {type.ToString().ToLowerInvariant()} (3,) on cpu", text);
        Assert.EndsWith($"first values {values}", text);
    }

    [Fact]
    public void Text_ComplexSparseOrDisposed_SaysWhyThereAreNoNumbers()
    {
        using var complex = torch.zeros(2, torch.complex64);
        using var dense = torch.eye(3);
        using var sparse = dense.to_sparse();
        var disposed = torch.zeros(2);
        disposed.Dispose();

        Assert.Contains("no statistics for complexfloat32", complex.ToDisplayString());
        Assert.Contains("no statistics for sparse tensors", sparse.ToDisplayString());
        Assert.Contains("it has been disposed", disposed.ToDisplayString());
        Assert.Contains("it has been disposed", disposed.ToDisplayString("text/html"));
    }

    [Fact]
    public void Text_TransposedSliceThatRequiresGrad_ReadsTheRightElements()
    {
        using var leaf = torch.arange(12, torch.float32).reshape(3, 4);
        using var slice = leaf.requires_grad_().t()[torch.TensorIndex.Slice(1, 3)]; // columns 1 and 2

        Assert.EndsWith("first values 1, 5, 9, 2, 6, 10", slice.ToDisplayString());
    }

    [Fact]
    public void Text_ScalarAndEmpty_DoNotFail()
    {
        using var scalar = torch.tensor(3.5f);
        using var empty = torch.zeros(0, 5);

        Assert.EndsWith("first values 3.5", scalar.ToDisplayString());
        Assert.EndsWith("no elements", empty.ToDisplayString());
    }

    [Fact]
    public void Html_BatchOfPictures_HoldsTheirPixels()
    {
        using var ramp = torch.arange(2 * 8 * 8, torch.float32).reshape(2, 1, 8, 8);

        var html = ramp.ToDisplayString("text/html");

        var picture = PngReader.Decode(Convert.FromBase64String(html.Split("base64,")[1].Split('"')[0]));
        Assert.Equal((17, 8, 1), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal([0, 2, 4], picture.Samples[..3]);
        Assert.Equal(255, picture.Samples[^1]);
    }

    [Fact]
    public void Text_GiantTensor_IsSampled()
    {
        using var giant = torch.ones(3000, 3000);

        Assert.Contains("from an even sample of 2,250,000 of 9,000,000 elements", giant.ToDisplayString());
    }

    [Fact]
    public void Html_Tensor_LeavesNoTemporaryBehind()
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.rand(4, 3, 16, 16);
        var before = scope.DisposablesCount;

        tensor.ToDisplayString("text/html");

        Assert.Equal(before, scope.DisposablesCount);
    }
}
