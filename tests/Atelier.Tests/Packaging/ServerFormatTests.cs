using System.Diagnostics;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Tests.Packaging;

/// <summary>What is written for other servers, read by parsers of others.</summary>
public sealed class ServerFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveTriton_Classifier_WritesTheRepository()
    {
        var path = PackageSamples.Bare().SaveTriton(_folder["models"]);

        Assert.Equal(_folder["models", "flowers"], path);
        Assert.Equal(PackageSamples.Graph().Bytes.ToArray(), File.ReadAllBytes(Path.Combine(path, "1", "model.onnx")));
        Assert.Equal("a\nb\nc\n", File.ReadAllText(Path.Combine(path, "labels.txt")));
        Assert.Equal("""
            name: "flowers"
            platform: "onnxruntime_onnx"
            max_batch_size: 64
            input {
              name: "features"
              data_type: TYPE_FP32
              dims: [ 4 ]
            }
            output {
              name: "probabilities"
              data_type: TYPE_FP32
              dims: [ 3 ]
              label_filename: "labels.txt"
            }
            dynamic_batching {
              max_queue_delay_microseconds: 100
            }

            """.ReplaceLineEndings("\n"), File.ReadAllText(Path.Combine(path, "config.pbtxt")));
    }

    [Fact]
    public async Task SaveTriton_EveryTypeAndShape_IsReadByProtocolBuffers()
    {
        DataType[] types = Enum.GetValues<DataType>();
        var inputs = types.Select(type => new TensorSpec($"in \"{type}\" é\n", type, [-1, -1, 3])).ToArray();
        TensorSpec[] outputs = [new("label", DataType.Int64, [-1])];
        var graph = new OnnxGraph(new byte[] { 1 }, inputs, outputs) { DataFiles = [new OnnxDataFile("w.bin", new byte[] { 2 })] };
        var options = new TritonOptions { Version = 3, MaxBatchSize = 8, MaxQueueDelay = TimeSpan.Zero };

        var path = ModelPackage.Create("every", graph, null, PackageSamples.Origin()).SaveTriton(_folder.Path, options);

        Assert.Equal([2], File.ReadAllBytes(Path.Combine(path, "3", "w.bin")));
        var read = await Python("read_triton.py", Path.Combine(path, "config.pbtxt"));
        Assert.StartsWith("every onnxruntime_onnx 8", read, StringComparison.Ordinal);
        Assert.All(types, type => Assert.Contains(
            $"input 'in \"{type}\" é\\n' TYPE_{type.ToProtocolName().Replace("BYTES", "STRING", StringComparison.Ordinal)} [-1, 3]\n", read, StringComparison.Ordinal));
        Assert.Contains("output 'label' TYPE_INT64 [1] reshape []\n", read, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveTriton_InputWithoutABatch_IsNotBatched()
    {
        var graph = new OnnxGraph(new byte[] { 1 }, [new TensorSpec("x", DataType.Float32, [1, 4])], [new TensorSpec("y", DataType.Float32, [-1, 3])]);

        var path = ModelPackage.Create("m", graph, null, PackageSamples.Origin()).SaveTriton(_folder.Path);

        var text = File.ReadAllText(Path.Combine(path, "config.pbtxt"));
        Assert.Contains("max_batch_size: 0\n", text, StringComparison.Ordinal);
        Assert.Contains("dims: [ 1, 4 ]", text, StringComparison.Ordinal);
        Assert.Contains("dims: [ -1, 3 ]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dynamic_batching", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveTriton_PreprocessingInCSharp_IsRefusedUnlessLeftOut()
    {
        // A graph that cannot be joined: its preprocessing stays in C#.
        var graph = new OnnxGraph(new byte[] { 1 }, PackageSamples.Graph().Inputs, PackageSamples.Graph().Outputs);
        var package = ModelPackage.Create("flowers", graph, new StandardScaler().Fit(PackageSamples.Data()), PackageSamples.Origin());

        var error = Assert.Throws<InvalidOperationException>(() => package.SaveTriton(_folder["models"]));

        Assert.Contains("preprocessing `standard-scaler` of the package `flowers` runs in C#, which Triton cannot", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["models"]));
        Assert.True(Directory.Exists(package.SaveTriton(_folder["models"], new TritonOptions { WithoutPreprocessing = true })));
    }

    [Fact]
    public void SaveTriton_PreprocessingInTheGraph_TakesRawRows()
    {
        var path = PackageSamples.Full().SaveTriton(_folder["models"]);

        Assert.Contains("name: \"label\"", File.ReadAllText(Path.Combine(path, "config.pbtxt")), StringComparison.Ordinal);
    }

    [Fact]
    public void SaveTriton_ModelIsThere_LeavesItAlone()
    {
        PackageSamples.Bare().SaveTriton(_folder.Path);

        Assert.Contains("exists already", Assert.Throws<IOException>(() => PackageSamples.Bare().SaveTriton(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flowers", "s3://bucket/models", "flowers")]
    [InlineData("2.Digits_v", "pvc://claim/a \"b\"", "m-2-digits-v")]
    public async Task SaveKServe_AnyName_IsReadAsYaml(string name, string uri, string service)
    {
        ModelPackage.Create(name, PackageSamples.Graph(), null, PackageSamples.Origin()).SaveKServe(_folder["service.yaml"], uri);

        var read = await Python("read_yaml.py", _folder["service.yaml"]);
        Assert.Equal(
            $"serving.kserve.io/v1beta1 InferenceService {service} onnx v2 kserve-tritonserver {uri}\n", read);
    }

    [Fact]
    public void SaveKServe_AddressThatIsNone_SaysWhatIs() => Assert.Contains(
        "`models` is no address of a storage; expected",
        Assert.Throws<ArgumentException>(() => PackageSamples.Bare().SaveKServe(_folder["s.yaml"], "models")).Message,
        StringComparison.Ordinal);

    private static async Task<string> Python(string script, string file)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "There is no /usr/bin/python3.");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Packaging", script), file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen((await error).Contains("ModuleNotFoundError", StringComparison.Ordinal), $"Python lacks a parser: {await error}");
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
