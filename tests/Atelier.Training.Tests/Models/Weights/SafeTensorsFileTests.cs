using System.Buffers.Binary;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CopyTo_FileFromPython_GivesEveryValueAndType()
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensorsFile.Open(EveryType.Path);
        var expected = EveryType.Tensors();

        Assert.Equal(EveryType.Metadata.OrderBy(pair => pair.Key), file.Metadata.OrderBy(pair => pair.Key));
        Assert.Equal(expected.Select(part => part.Name).Order(), file.Tensors.Select(entry => entry.Name).Order());
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal((tensor.dtype, Show(tensor.shape)), (file.Find(name)!.Type.Torch, Show(file.Find(name)!.Shape)));
            var target = ones(tensor.shape, dtype: tensor.dtype);
            file.CopyTo(name, target);
            Assert.True(target.eq(tensor).all().ToBoolean(), name);
            Assert.Equal(tensor.bytes.ToArray(), file.Bytes(name));
        }
    }

    [Fact]
    public void CopyTo_AnotherTypeOrStrides_ConvertsInPlace()
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensorsFile.Open(EveryType.Path);
        var weight = new TorchSharp.Modules.Parameter(zeros(5));
        var turned = zeros(3, 2, dtype: float64).t();
        var number = zeros(3);

        file.CopyTo("brain", weight);
        file.CopyTo("double", turned);
        file.CopyTo("truth", number);

        Assert.Equal([1, -3.140625f, 9.969209968386869e37f, 0, 2], weight.detach().data<float>().ToArray());
        Assert.True(weight.requires_grad);
        Assert.Equal([0.1, -2.5, 1e300, 0, double.PositiveInfinity, 3], turned.contiguous().data<double>().ToArray());
        Assert.Equal([1, 0, 1], number.data<float>().ToArray());
    }

    [Fact]
    public void CopyTo_TruthValuesOtherThanOne_AreOne()
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensorsFile.Open(Save("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 3, fill: 7));
        var target = zeros(3, dtype: @bool);

        file.CopyTo("a", target);

        Assert.Equal([1, 1, 1], target.bytes.ToArray());
    }

    [Fact]
    public void CopyTo_WrongNameShapeOrType_SaysWhatIsThere()
    {
        using var scope = NewDisposeScope();
        var path = Save("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[],"data_offsets":[2,3]}}""", 3);
        using var file = SafeTensorsFile.Open(path);
        var target = zeros(2);

        var name = Assert.Throws<ArgumentException>(() => file.CopyTo("c", target)).Message;
        var shape = Assert.Throws<ArgumentException>(() => file.CopyTo("b", target)).Message;
        var type = Assert.Throws<InvalidDataException>(() => file.CopyTo("a", target)).Message;

        Assert.Contains($"no tensor `c` in `{path}`; it has a, b.", name, StringComparison.Ordinal);
        Assert.Contains("`target` has shape (2,); expected (), the shape of `b`", shape, StringComparison.Ordinal);
        Assert.Contains("holds `a` as F8_E4M3; expected one of BOOL, U8, I8, I16, F16, BF16, I32, F32, F64, I64.", type, StringComparison.Ordinal);
        Assert.Equal([0, 0], target.data<float>().ToArray());
    }

    [Fact]
    public void CopyTo_FileCutOffWhileOpen_SaysSo()
    {
        using var scope = NewDisposeScope();
        var path = Save("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        using var file = SafeTensorsFile.Open(path);
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(stream.Length - 3);
        }

        var exception = Assert.Throws<InvalidDataException>(() => file.CopyTo("a", zeros(2)));

        Assert.Contains("longer when it was opened", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFile_SaysSo() =>
        Assert.Contains("no weights file `", Assert.Throws<FileNotFoundException>(() => SafeTensorsFile.Open(_folder["none", "x"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData(" {}", 0, "no JSON object")]
    [InlineData("{\"a\xff\":1}", 0, "no JSON object in UTF-8")]
    [InlineData("{", 0, "no valid JSON")]
    [InlineData("{}{}", 0, "no valid JSON")]
    [InlineData("{\"\\ud800\":1}", 0, "no valid JSON")]
    [InlineData("{\"a\":1}", 0, "`a` is wrong: expected an object with dtype, shape and data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "expected dtype, shape and a pair of data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a dtype of the format, not `F31`")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "one text as dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "whole numbers from 0 to")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "whole numbers from 0 to")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4, "a pair of data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "8 bytes for F32 of shape (2,), not the 4")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "data from byte 0 on, where the tensor before it ends, not from 4 to 8")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,-4]}}", 4, "whole numbers from 0 to")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "`b` is wrong: expected data from byte 4 on")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}", 8, "names `a` twice")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "a size that 64 bits can count")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}", 0, "a size that 64 bits can count")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "a size that 64 bits can count")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 5, "its tensors take 4 bytes after the header, but 5 are there")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 3, "its tensors take 4 bytes after the header, but 3 are there")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "`__metadata__` is wrong: expected a text under `a`")]
    [InlineData("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "`a` once, not twice")]
    public void Open_BrokenRule_NamesFileAndRule(string header, int dataLength, string expected)
    {
        var path = Save(header, dataLength);

        var exception = Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Open(path));

        Assert.Contains($"`{path}` is no safetensors file", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", "it has 0 bytes")]
    [InlineData(7, "", "it has 7 bytes")]
    [InlineData(8, "0900000000000000", "should be 9 bytes long, but only 0 follow")]
    [InlineData(16, "01e1f50500000000", "should be 100000001 bytes long, more than the 100000000")]
    [InlineData(16, "ffffffffffffffff", "should be 18446744073709551615 bytes long, more than")]
    [InlineData(16, "00e1f50500000000", "should be 100000000 bytes long, but only 8 follow")]
    public void Open_WrongLength_SaysSoAndAllocatesLittle(int length, string start, string expected)
    {
        var path = _folder["wrong"];
        var bytes = new byte[length];
        Convert.FromHexString(start).CopyTo(bytes, 0);
        File.WriteAllBytes(path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Open(path));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Open_PicklesAndText_AreRefused()
    {
        foreach (var content in (byte[][])[[.. "PK\u0003\u0004 a zip of pickles"u8], [0x80, 2, .. "}q\0X\u0001\0\0\0a"u8], [.. "version https://git-lfs"u8]])
        {
            File.WriteAllBytes(_folder["other"], content);

            Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Open(_folder["other"]));
        }
    }

    [Fact]
    public void Open_FlippedAndCutFiles_AreReadOrRefused()
    {
        var random = new Random(3);
        var whole = File.ReadAllBytes(EveryType.Path);
        var dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        using var scope = NewDisposeScope();
        var targets = EveryType.Tensors().ToDictionary(part => part.Name, part => part.Tensor);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
            {
                // Every third time in the data alone, where any bit may be set.
                bytes[i % 3 == 1 ? random.Next(dataStart, bytes.Length) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(_folder["fuzzed"], bytes);
            try
            {
                using var file = SafeTensorsFile.Open(_folder["fuzzed"]);
                foreach (var entry in file.Tensors.Where(entry => targets.TryGetValue(entry.Name, out var target) && Show(target.shape) == Show(entry.Shape)))
                {
                    if (entry.Type.Torch is not null)
                    {
                        file.CopyTo(entry.Name, targets[entry.Name]);
                    }
                }

                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(read, 1000, 1500);
        Assert.Equal(3000, read + refused);
    }

    private static string Show(long[] shape) => string.Join(',', shape);

    /// <summary>Latin-1 letters are written as single bytes, so that a header may be no UTF-8.</summary>
    private string Save(string header, int dataLength, byte fill = 0)
    {
        var json = Encoding.Latin1.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        bytes.AsSpan(8 + json.Length).Fill(fill);
        var path = _folder["file.safetensors"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
