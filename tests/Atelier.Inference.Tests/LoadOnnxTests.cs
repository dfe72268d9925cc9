using Atelier.Onnx;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>ONNX files from elsewhere, providers and warm-up.</summary>
public sealed class LoadOnnxTests
{
    [Fact]
    public void LoadOnnx_File_ReadsItsSignatureAndPredicts()
    {
        var options = new OnnxPredictorOptions { WarmUpBatches = [1, 7] };

        using var predictor = OnnxPredictor.LoadOnnx(Sample.PathOf("classifier.onnx"), options);

        Assert.Equal("features FP32 (batch, 4) -> probabilities FP32 (batch, 3)", predictor.Signature.ToString());
        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 4))[0];
        OnnxPredictorTests.AssertClose(Sample.Of("probabilities"), output);
    }

    [Fact]
    public void Load_ProviderThatIsAbsent_FallsBackAndSaysWhy()
    {
        var options = new OnnxPredictorOptions { Providers = [ExecutionProvider.OpenVino, (ExecutionProvider)99] };

        using var predictor = OnnxPredictor.Load(Sample.Classifier(), options);

        Assert.Equal(ExecutionProvider.Cpu, predictor.Provider);
        Assert.Equal([ExecutionProvider.OpenVino, (ExecutionProvider)99], predictor.PassedOver.Select(passed => passed.Provider));
        Assert.Contains("not OpenVINOExecutionProvider", predictor.PassedOver[0].Reason, StringComparison.Ordinal);
        Assert.Contains("99 is no member of ExecutionProvider", predictor.PassedOver[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoProviderAndNoFallback_SaysWhy()
    {
        var options = new OnnxPredictorOptions { Providers = [ExecutionProvider.OpenVino], AllowCpuFallback = false };

        var error = Assert.Throws<NotSupportedException>(() => OnnxPredictor.Load(Sample.Classifier(), options));

        Assert.Contains("`AllowCpuFallback` is false. OpenVino: this build of ONNX Runtime has", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../weights.bin", "outside of its folder")]
    [InlineData("/etc/passwd", "outside of its folder")]
    [InlineData("link.bin", "which is a link")]
    [InlineData("absent.bin", "which does not exist")]
    [InlineData("..", "outside of its folder")]
    [InlineData("./weights.bin", "outside of its folder")]
    [InlineData("inner/../../weights.bin", "outside of its folder")]
    [InlineData("inner//weights.bin", "outside of its folder")]
    [InlineData("..\\weights.bin", "outside of its folder")]
    [InlineData("inner\\..\\..\\weights.bin", "outside of its folder")]
    [InlineData("\\\\server\\share\\weights.bin", "outside of its folder")]
    [InlineData("//server/share/weights.bin", "outside of its folder")]
    [InlineData("\\\\?\\C:\\weights.bin", "outside of its folder")]
    [InlineData("C:\\weights.bin", "outside of its folder")]
    [InlineData("C:weights.bin", "outside of its folder")]
    [InlineData("weights.bin:hidden", "outside of its folder")]
    [InlineData("weights.bin::$DATA", "outside of its folder")]
    [InlineData("file:///etc/passwd", "outside of its folder")]
    [InlineData("weights.bin\0.txt", "where one file name is expected")]
    [InlineData("", "where one file name is expected")]
    [InlineData("/proc/self/environ", "outside of its folder")]
    [InlineData("linked/weights.bin", "which is a link")]
    [InlineData("dangling.bin", "which")]
    [InlineData("inner", "which does not exist")]
    [InlineData("\u2025/weights.bin", "which does not exist")]
    [InlineData("\uff0e\uff0e/weights.bin", "which does not exist")]
    [InlineData("..\u2215weights.bin", "which does not exist")]
    [InlineData("..\uff0fweights.bin", "which does not exist")]
    [InlineData("%2e%2e/weights.bin", "which does not exist")]
    [InlineData("~/weights.bin", "which does not exist")]
    [InlineData("$HOME/weights.bin", "which does not exist")]
    public void LoadOnnx_WeightsOutsideItsFolder_Refuses(string location, string why)
    {
        using var folder = new ExternalModel(location);

        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.LoadOnnx(folder.ModelPath));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "-1", "with the offset `-1`")]
    [InlineData("offset", "1e3", "with the offset `1e3`")]
    [InlineData("offset", " 4", "with the offset ` 4`")]
    [InlineData("offset", "99999999999999999999", "with the offset `99999999999999999999`")]
    [InlineData("offset", "4", "which holds 124 bytes there; its shape (8, 4) needs 128")]
    [InlineData("offset", "9223372036854775807", "bytes 9223372036854775807 to 9223372036854775807 of 128")]
    [InlineData("length", "129", "bytes 0 to 129 of 128")]
    [InlineData("length", "9223372036854775807", "bytes 0 to 9223372036854775807 of 128")]
    [InlineData("length", "-5", "with the length `-5`")]
    [InlineData("length", "124", "which holds 124 bytes there; its shape (8, 4) needs 128")]
    [InlineData("location", "other.bin", "where one file name is expected")]
    public void LoadOnnx_PartOfTheWeightsThatIsNotThere_Refuses(string key, string value, string why)
    {
        using var folder = new ExternalModel("weights.bin", (key, value));

        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.LoadOnnx(folder.ModelPath));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inner/weights.bin")]
    [InlineData("inner/..weights.bin")]
    [InlineData("gewichte \u00fc.bin")]
    public void LoadOnnx_WeightsBelowIt_GivesTheSameAnswers(string location)
    {
        using var folder = new ExternalModel(location);

        using var predictor = OnnxPredictor.LoadOnnx(folder.ModelPath);

        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 4))[0];
        OnnxPredictorTests.AssertClose(Sample.Of("probabilities"), output);
    }

    [Fact]
    public void LoadOnnx_OutputsWithoutShapes_TakesThoseOfTheirInference()
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Sample.PathOf("classifier.onnx")));
        model.Graph.Output[0].Type.TensorType.Shape = null;

        using var predictor = OnnxPredictor.LoadOnnx(model.ToByteArray());

        Assert.Equal("features FP32 (batch, 4) -> probabilities FP32 (batch, 3)", predictor.Signature.ToString());
    }

    [Fact]
    public void LoadOnnx_WeightsBesideIt_GivesTheSameAnswers()
    {
        using var folder = new ExternalModel("weights.bin");

        using var predictor = OnnxPredictor.LoadOnnx(folder.ModelPath);

        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 4))[0];
        OnnxPredictorTests.AssertClose(Sample.Of("probabilities"), output);
    }

    [Fact]
    public void Load_WeightsInDataFiles_GivesTheSameAnswers()
    {
        using var folder = new ExternalModel("weights.bin");
        var package = Sample.Package("external", File.ReadAllBytes(folder.ModelPath), [Sample.Features], [Sample.Probabilities]);
        var graph = package.Graph with { DataFiles = [new("weights.bin", File.ReadAllBytes(folder.WeightsPath))] };

        using var predictor = OnnxPredictor.Load(Packaging.ModelPackage.Create("external", graph, null, package.Provenance));

        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 4))[0];
        OnnxPredictorTests.AssertClose(Sample.Of("probabilities"), output);
    }

    [Fact]
    public void LoadOnnx_NodesInACircle_SaysSo()
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Sample.PathOf("classifier.onnx")));
        model.Graph.Node[0].Input[0] = model.Graph.Node[^1].Output[0];

        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.LoadOnnx(model.ToByteArray()));

        Assert.Contains("wait for one another in a circle", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A folder with the classifier, its first constant in another file, and a link out of the folder.</summary>
    private sealed class ExternalModel : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("atelier-test-").FullName;

        public ExternalModel(string location, params (string Key, string Value)[] more)
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Sample.PathOf("classifier.onnx")));
            var tensor = model.Graph.Initializer.First(tensor => tensor.HasRawData);
            Directory.CreateDirectory(Path.Combine(_folder, "model"));
            Directory.CreateDirectory(Path.Combine(_folder, "model", "inner"));
            foreach (var name in new[] { "weights.bin", "inner/weights.bin", "inner/..weights.bin", "gewichte \u00fc.bin" })
            {
                File.WriteAllBytes(Path.Combine(_folder, "model", name), tensor.RawData.ToByteArray());
            }

            File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), tensor.RawData.ToByteArray());
            File.CreateSymbolicLink(Path.Combine(_folder, "model", "link.bin"), Path.Combine(_folder, "weights.bin"));
            Directory.CreateSymbolicLink(Path.Combine(_folder, "model", "linked"), _folder);
            File.CreateSymbolicLink(Path.Combine(_folder, "model", "dangling.bin"), Path.Combine(_folder, "nothing.bin"));
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            tensor.ExternalData.AddRange(more.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
            File.WriteAllBytes(ModelPath, model.ToByteArray());
        }

        public string ModelPath => Path.Combine(_folder, "model", "model.onnx");

        public string WeightsPath => Path.Combine(_folder, "model", "weights.bin");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
