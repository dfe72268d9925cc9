using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class SafeTensorsWriterTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public void Write_EveryType_GivesTheBytesThatPythonWrote()
    {
        using var scope = NewDisposeScope();

        var bytes = Written(EveryType.Tensors(), EveryType.Metadata);

        Assert.Equal(File.ReadAllBytes(EveryType.Path), bytes);
    }

    [Fact]
    public void Write_AnotherOrderAndCulture_GivesTheSameBytes()
    {
        var before = CultureInfo.CurrentCulture;
        using var scope = NewDisposeScope();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");

            var bytes = Written([.. EveryType.Tensors().Reverse()], EveryType.Metadata);

            Assert.Equal(File.ReadAllBytes(EveryType.Path), bytes);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_NothingAtAll_GivesTheEmptyFileOfTheReference()
    {
        // From the tests of the reference implementation.
        Assert.Equal([8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8], Written([]));
        Assert.Equal(
            [40, 0, 0, 0, 0, 0, 0, 0, .. """{"__metadata__":{"framework":"pt"}}     """u8],
            Written([], new Dictionary<string, string> { ["framework"] = "pt" }));
    }

    [Fact]
    public void Write_StridesAndGradients_WritesRowsAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        var weight = arange(6, dtype: float32).reshape(2, 3).requires_grad_();
        var turned = weight.t();
        var every = arange(10, dtype: int32).slice(0, 1, 10, 3);

        var bytes = Written([("turned", turned), ("every", every), ("weight", weight)]);

        float[] expected = [0, 3, 1, 4, 2, 5, 0, 1, 2, 3, 4, 5];
        var data = bytes.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(bytes) + 8);
        Assert.Equal(expected, Numbers(data[..48], BinaryPrimitives.ReadSingleLittleEndian));
        Assert.Equal([1, 4, 7], Numbers(data[48..], BinaryPrimitives.ReadInt32LittleEndian));
        Assert.True(weight.requires_grad);
        Assert.False(turned.is_contiguous());
    }

    [Fact]
    public void Write_MoreThanABlock_WritesAllOfIt()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var large = randperm(SafeTensorsWriter.BlockBytes / 8 * 2 + 3);
        using (var stream = File.Create(folder["large"]))
        {
            SafeTensorsWriter.Write(stream, [("large", large), ("small", tensor(4f))]);
        }

        using var file = SafeTensorsFile.Open(folder["large"]);
        var back = zeros(large.shape, dtype: int64);
        var converted = zeros(large.shape, dtype: float64);
        file.CopyTo("large", back);
        file.CopyTo("large", converted);

        Assert.True(back.eq(large).all().ToBoolean());
        Assert.True(converted.eq(large).all().ToBoolean());
    }

    [Fact]
    public void Write_ManyTimes_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var tensors = EveryType.Tensors();
        Written(tensors);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 20; i++)
        {
            Written(tensors);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Write_WhatTheFormatCannotHold_SaysSo()
    {
        using var scope = NewDisposeScope();
        var one = tensor(1f);
        var gone = tensor(2f);
        gone.Dispose();

        Assert.Contains("`a` is given to two tensors", Refused(("a", one), ("a", one)), StringComparison.Ordinal);
        Assert.Contains("`__metadata__` is kept by the format", Refused(("__metadata__", one)), StringComparison.Ordinal);
        Assert.Contains("`z` holds ComplexFloat32 values", Refused(("z", zeros(2, dtype: complex64))), StringComparison.Ordinal);
        Assert.Contains("`s` is sparse", Refused(("s", eye(2).to_sparse())), StringComparison.Ordinal);
        Assert.Contains("`m` is without values", Refused(("m", zeros(2, device: META))), StringComparison.Ordinal);
        Assert.Contains("`gone` is disposed", Refused(("gone", gone)), StringComparison.Ordinal);
        Assert.Contains("half a surrogate pair at character 1", Refused(("a\ud800", one)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_EveryType_IsReadByPython()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there.");
        var (hasNumpy, _) = await RunAsync(["-c", "import numpy"]);
        Assert.SkipUnless(hasNumpy == 0, $"{Python} has no numpy.");
        using var folder = new TemporaryFolder();
        using (NewDisposeScope())
        {
            using var stream = File.Create(folder["ours"]);
            SafeTensorsWriter.Write(stream, [("weight", tensor(new[,] { { 1.5f }, { -2 } })), ("größe", tensor(new long[] { 3, 4 }))], EveryType.Metadata);
        }

        var (code, output) = await RunAsync(["-B", Path.Combine(Path.GetDirectoryName(EveryType.Path)!, "safetensors_format.py"), folder["ours"]]);

        Assert.True(code == 0, output);
        Assert.True(JsonElement.DeepEquals(
            JsonDocument.Parse("""
                {"metadata": {"zebra": "last", "author": "Zoë \"Z\"\n"}, "tensors": {
                 "größe": {"dtype": "I64", "shape": [2], "values": [3.0, 4.0]},
                 "weight": {"dtype": "F32", "shape": [2, 1], "values": [1.5, -2.0]}}}
                """).RootElement,
            JsonDocument.Parse(output).RootElement));
    }

    private static string Refused(params (string Name, Tensor Tensor)[] tensors)
    {
        using var stream = new MemoryStream();
        var message = Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(stream, tensors)).Message;
        Assert.Equal(0, stream.Length);
        return message;
    }

    private static byte[] Written((string Name, Tensor Tensor)[] tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static T[] Numbers<T>(Span<byte> bytes, Func<ReadOnlySpan<byte>, T> read)
    {
        var numbers = new T[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = read(bytes[(4 * i)..]);
        }

        return numbers;
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? await output : await errors);
    }
}
