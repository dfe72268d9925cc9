using System.Runtime.InteropServices;
using Atelier.Client;
using Atelier.Data;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class PackageServingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Package_IsServedUnderItsNameAsVersion1()
    {
        await using var server = await ModelServer.StartAsync(Samples.Classifier(), cancellationToken: Token);

        var (_, body) = await RawHttp.GetAsync(server, "v2/models/classifier");

        Assert.Equal("[\"1\"]", body.GetProperty("versions").GetRawText());
        Assert.Equal("onnxruntime_onnx", body.GetProperty("platform").GetString());
        Assert.Equal("[\"a\",\"b\",\"c\"]", body.GetProperty("class_names").GetRawText());
    }

    [Theory]
    [InlineData(false, "probabilities")]
    [InlineData(true, "probabilities_of_standardized")]
    public async Task Predict_OverHttp_IsBitForBitThePackageInProcess(bool scaled, string reference)
    {
        var package = Samples.Classifier(scaled);
        using var predictor = OnnxPredictor.Load(package);
        await using var server = await ModelServer.StartAsync(package, cancellationToken: Token);
        using var client = await InferenceClient.ConnectAsync(server.Url, "classifier", cancellationToken: Token);
        var data = new Dataset("rows", Samples.Of("rows"), [4]);

        var here = predictor.Predict(data);
        var there = client.Predict(data);

        Assert.Equal(package.Signature.ToString(), client.Signature.ToString());
        Assert.True(MemoryMarshal.Cast<float, int>(here.Scores.Span).SequenceEqual(MemoryMarshal.Cast<float, int>(there.Scores.Span)));
        Assert.All(Samples.Of(reference).Zip(there.Scores.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(["a", "b", "c"], there.ClassNames);
    }

    [Fact]
    public async Task Predict_NumbersBeyondTheModel_ArriveAsNaN()
    {
        var package = Samples.Classifier();
        using var predictor = OnnxPredictor.Load(package);
        await using var server = await ModelServer.StartAsync(package, cancellationToken: Token);
        using var client = await InferenceClient.ConnectAsync(server.Url, "classifier", cancellationToken: Token);
        var huge = NamedTensor.Create<float>("features", new[] { 3e38f, 3e38f, -3e38f, 3e38f }, 1, 4);

        var here = await predictor.PredictAsync([huge], Token);
        var there = await client.PredictAsync([huge], Token);

        Assert.Contains(here[0].Values<float>().ToArray(), float.IsNaN);
        Assert.Equal(here[0].Values<float>().ToArray(), there[0].Values<float>().ToArray());
    }

    [Fact]
    public async Task Predict_EveryType_PassesTheRealPredictor()
    {
        var types = Enum.GetValues<DataType>();
        var package = Samples.Package(
            "every_type",
            [.. types.Select(type => new TensorSpec($"in_{type.ToProtocolName()}", type, [-1, 2]))],
            [.. types.Select(type => new TensorSpec($"out_{type.ToProtocolName()}", type, [-1, 2]))]);
        await using var server = await ModelServer.StartAsync(package, cancellationToken: Token);
        string Data(DataType type) => type switch
        {
            DataType.Bool => "[true,false]",
            DataType.String => "[\"ä\",\"\"]",
            _ => "[0,127]",
        };

        var (_, body) = await RawHttp.PostAsync(
            server,
            "v2/models/every_type/infer",
            $$"""{"inputs":[{{string.Join(',', types.Select(type => $$"""{"name":"in_{{type.ToProtocolName()}}","datatype":"{{type.ToProtocolName()}}","shape":[1,2],"data":{{Data(type)}}}"""))}}]}""");

        Assert.Equal(types.Select(Data), body.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task Start_PackageThatCannotRun_FailsBeforeAnythingListens()
    {
        var good = Samples.Classifier();
        var broken = ModelPackage.Create(
            "broken", good.Graph with { Bytes = good.Graph.Bytes[..100] }, preprocessing: null, good.Provenance);

        await Assert.ThrowsAsync<InvalidDataException>(() => ModelServer.StartAsync(broken, cancellationToken: Token));
    }

    [Fact]
    public async Task Start_PackageOnATakenPort_SaysWhatToDo()
    {
        await using var first = await ModelServer.StartAsync(Samples.Classifier(), cancellationToken: Token);

        var error = await Assert.ThrowsAsync<IOException>(
            () => ModelServer.StartAsync(Samples.Classifier(), new ModelServerOptions { Port = first.Url.Port }, Token));

        Assert.Contains("0 for any free one", error.Message);
    }
}
