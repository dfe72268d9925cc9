using System.Runtime.InteropServices;
using Atelier.Client;
using Atelier.Evaluation;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class InferenceClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_ReadsTheSignature()
    {
        using var predictor = FakePredictor.Classifier("no", "yes");
        await using var server = await StartAsync(predictor);

        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);

        Assert.Equal(predictor.Signature.ToString(), client.Signature.ToString());
        Assert.Equal(predictor.Signature.ClassNames, client.Signature.ClassNames);
        Assert.Equal((server.Url, "m", null), (client.Url, client.Model, client.Version));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predict_AnswersBitForBitAsInProcess(bool binary)
    {
        using var predictor = FakePredictor.Classifier();
        await using var server = await StartAsync(predictor);
        using var client = await InferenceClient.ConnectAsync(server.Url.ToString(), "m", binary: binary, cancellationToken: Token);
        var input = Tensors.Features(1000, seed: 3);

        var here = await predictor.PredictAsync([input], Token);
        var there = await client.PredictAsync([input], Token);

        Assert.Equal(here.Select(output => output.ToString()), there.Select(output => output.ToString()));
        Assert.True(Bits(here[0].Values<float>()).SequenceEqual(Bits(there[0].Values<float>())));
        Assert.True(here[1].Values<long>().Span.SequenceEqual(there[1].Values<long>().Span));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predict_AnyFloat_ArrivesAndReturnsBitForBit(bool binary)
    {
        using var predictor = FakePredictor.Echo(DataType.Float32, -1);
        await using var server = await StartAsync(predictor);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", binary: binary, cancellationToken: Token);
        var random = new Random(11);
        var values = Enumerable.Range(0, 100_000)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))
            .Where(float.IsFinite)
            .Concat([0f, -0f, float.Epsilon, float.MinValue, float.MaxValue, 1e-38f])
            .ToArray();

        var outputs = await client.PredictAsync([NamedTensor.Create<float>("x", values, values.Length)], Token);

        Assert.True(Bits(values).SequenceEqual(Bits(outputs[0].Values<float>())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predict_EveryType_ArrivesAndReturns(bool binary)
    {
        using var predictor = FakePredictor.Echo();
        await using var server = await StartAsync(predictor);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", binary: binary, cancellationToken: Token);
        NamedTensor[] inputs =
        [
            NamedTensor.Create<string>("in_BYTES", new[] { "", "a\"\\\n\u0001<>&'`Zürich 漢字 😀" }, 1, 2),
            NamedTensor.Create<bool>("in_BOOL", new[] { true, false }, 1, 2),
            NamedTensor.Create<byte>("in_UINT8", new byte[] { 0, 255 }, 1, 2),
            NamedTensor.Create<ushort>("in_UINT16", new ushort[] { 0, 65535 }, 1, 2),
            NamedTensor.Create<uint>("in_UINT32", new uint[] { 0, uint.MaxValue }, 1, 2),
            NamedTensor.Create<ulong>("in_UINT64", new ulong[] { 0, ulong.MaxValue }, 1, 2),
            NamedTensor.Create<sbyte>("in_INT8", new sbyte[] { -128, 127 }, 1, 2),
            NamedTensor.Create<short>("in_INT16", new short[] { short.MinValue, short.MaxValue }, 1, 2),
            NamedTensor.Create<int>("in_INT32", new[] { int.MinValue, int.MaxValue }, 1, 2),
            NamedTensor.Create<long>("in_INT64", new[] { long.MinValue, long.MaxValue }, 1, 2),
            NamedTensor.Create<Half>("in_FP16", new[] { Half.Epsilon, Half.MaxValue }, 1, 2),
            NamedTensor.Create<float>("in_FP32", new[] { 0.1f, -0f }, 1, 2),
            NamedTensor.Create<double>("in_FP64", new[] { double.NaN, double.NegativeInfinity }, 1, 2),
        ];

        var outputs = await client.PredictAsync(inputs, Token);

        Assert.Equal(predictor.Signature.Outputs.Select(spec => spec.Name), outputs.Select(output => output.Name));
        var expected = await predictor.PredictAsync(inputs, Token);
        Assert.All(expected.Zip(outputs), pair => Assert.Equal(Elements(pair.First), Elements(pair.Second)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predict_HalfOfEveryBitPattern_ReturnsAsItWas(bool binary)
    {
        await using var server = await StartAsync(FakePredictor.Echo(DataType.Float16, -1));
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", binary: binary, cancellationToken: Token);
        var values = Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite).ToArray();

        var outputs = await client.PredictAsync([NamedTensor.Create<Half>("x", values, values.Length)], Token);

        Assert.True(MemoryMarshal.Cast<Half, ushort>(values).SequenceEqual(MemoryMarshal.Cast<Half, ushort>(outputs[0].Values<Half>().Span)));
    }

    [Fact]
    public async Task Evaluate_OverHttp_GivesTheReportOfInProcess()
    {
        using var predictor = FakePredictor.Classifier("no", "yes");
        await using var server = await StartAsync(predictor);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);
        var test = Tensors.Labelled(700);

        var here = Evaluator.Evaluate(predictor, test);
        var there = Evaluator.Evaluate(client, test);
        var predictions = client.Predict(test);

        Assert.Equal(here.Metrics, there.Metrics);
        Assert.Equal(700, predictions.Count);
        Assert.Equal(["no", "yes"], predictions.ClassNames);
    }

    [Fact]
    public async Task Connect_Version_AsksThatVersion()
    {
        var one = FakePredictor.Echo(DataType.Float32, -1);
        var two = FakePredictor.Classifier();
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("m", one, "1"), new ServedModel("m", two, "2")], cancellationToken: Token);

        using var client = await InferenceClient.ConnectAsync(server.Url, "m", "1", cancellationToken: Token);
        var outputs = await client.PredictAsync([Tensors.Rename(NamedTensor.Create<float>("a", new[] { 7f }, 1), "x")], Token);

        Assert.Equal("1", client.Version);
        Assert.Equal("y", Assert.Single(outputs).Name);
        Assert.True(await client.IsReadyAsync(Token));
    }

    [Fact]
    public async Task Health_FollowsTheServer()
    {
        var server = await StartAsync(FakePredictor.Classifier());
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);

        Assert.True(await client.IsLiveAsync(Token));
        Assert.True(await client.IsReadyAsync(Token));
        await server.DisposeAsync();
        Assert.False(await client.IsLiveAsync(Token));
        Assert.False(await client.IsReadyAsync(Token));
    }

    [Fact]
    public async Task Predict_32AtOnce_AllGetTheirOwnAnswer()
    {
        var model = new ServedModel("m", FakePredictor.Echo(DataType.Float32, -1)) { Execution = new ExecutionOptions { MaxQueue = 320 } };
        await using var server = await ModelServer.StartAsync([model], cancellationToken: Token);
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 320).Select(async i =>
            (await client.PredictAsync([NamedTensor.Create<float>("x", new float[] { i, i * 0.1f }, 2)], Token))[0].Values<float>().ToArray()));

        Assert.Equal(Enumerable.Range(0, 320).Select(i => new float[] { i, i * 0.1f }), answers);
    }

    [Fact]
    public async Task Predict_Cancelled_StopsHereAndOnTheServer()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signature = FakePredictor.Classifier().Signature;
        await using var server = await StartAsync(new FakePredictor(signature, async (_, cancellationToken) =>
        {
            using var registration = cancellationToken.Register(cancelled.SetResult);
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }));
        using var client = await InferenceClient.ConnectAsync(server.Url, "m", cancellationToken: Token);
        using var cancellation = new CancellationTokenSource();

        var answer = client.PredictAsync([Tensors.Features(1)], cancellation.Token).AsTask();
        await entered.Task.WaitAsync(Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await cancelled.Task.WaitAsync(Token);
    }

    [Fact]
    public void Everything_BlockedOnUnderABusyContext_DoesNotHang() => StuckContext.Run(() =>
    {
        ServedModel[] models = [new ServedModel("m", FakePredictor.Classifier())];
        var server = ModelServer.StartAsync(models).GetAwaiter().GetResult();
        var taken = new ModelServerOptions { Port = server.Url.Port };
        Assert.Throws<IOException>(() => ModelServer.StartAsync(models, taken, Token).GetAwaiter().GetResult());
        using var client = InferenceClient.ConnectAsync(server.Url, "m").GetAwaiter().GetResult();

        var predictions = client.Predict(Tensors.Labelled(600));
        var report = Evaluator.Evaluate(client, Tensors.Labelled(600));
        var live = client.IsLiveAsync().GetAwaiter().GetResult();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();

        Assert.Equal(600, predictions.Count);
        Assert.Equal(600, report.Count);
        Assert.True(live);
    });

    private static Task<ModelServer> StartAsync(IPredictor predictor) =>
        ModelServer.StartAsync([new ServedModel("m", predictor)], cancellationToken: Token);

    private static ReadOnlySpan<int> Bits(ReadOnlyMemory<float> values) => MemoryMarshal.Cast<float, int>(values.Span);

    private static object Elements(NamedTensor tensor) => tensor.DataType switch
    {
        DataType.String => tensor.Values<string>().ToArray(),
        DataType.Bool => tensor.Values<bool>().ToArray(),
        DataType.UInt8 => tensor.Values<byte>().ToArray(),
        DataType.UInt16 => tensor.Values<ushort>().ToArray(),
        DataType.UInt32 => tensor.Values<uint>().ToArray(),
        DataType.UInt64 => tensor.Values<ulong>().ToArray(),
        DataType.Int8 => tensor.Values<sbyte>().ToArray(),
        DataType.Int16 => tensor.Values<short>().ToArray(),
        DataType.Int32 => tensor.Values<int>().ToArray(),
        DataType.Int64 => tensor.Values<long>().ToArray(),
        DataType.Float16 => tensor.Values<Half>().ToArray(),
        DataType.Float32 => tensor.Values<float>().ToArray(),
        _ => tensor.Values<double>().ToArray(),
    };
}
