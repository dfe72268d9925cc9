using System.Net;
using Atelier.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Atelier.Serving.Tests;

public sealed class InferenceClientServicesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Twice_ConnectsOnceAndGivesTheSame()
    {
        var server = new ScriptedHandler(ScriptedHandler.Answer(HttpStatusCode.OK));
        await using var services = Services(server);
        var clients = services.GetRequiredService<InferenceClients>();

        Assert.Equal(0, server.Connected);
        var both = await Task.WhenAll(clients.GetAsync("m", Token), clients.GetAsync("m", Token));

        Assert.Same(both[0], both[1]);
        Assert.Equal(1, server.Connected);
        var outputs = await both[0].PredictAsync([Tensors.Features(1)], Token);
        Assert.Equal([0.5f], outputs[0].Values<float>().ToArray());
    }

    [Fact]
    public async Task Get_AfterAFailure_TriesAgain()
    {
        await using var behind = await StartAsync();
        var broken = true;
        await using var line = new FlakyServer(behind.Url, _ => broken ? FlakyServer.Break.AtOnce : FlakyServer.Break.Never);
        await using var services = Services(null, options => (options.Url, options.Retries) = (line.Url, 0));
        var clients = services.GetRequiredService<InferenceClients>();

        var error = await Assert.ThrowsAsync<InferenceException>(() => clients.GetAsync("m", Token));
        broken = false;

        Assert.Contains($"No answer from {line.Url} for the model `m`", error.Message);
        Assert.Equal("m", (await clients.GetAsync("m", Token)).Model);
    }

    [Fact]
    public async Task Get_CancelledByOneWhoWaits_LeavesTheClientToTheOthers()
    {
        await using var services = Services(new ScriptedHandler(ScriptedHandler.Answer(HttpStatusCode.OK)));
        var clients = services.GetRequiredService<InferenceClients>();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clients.GetAsync("m", cancelled.Token));

        Assert.NotNull(await clients.GetAsync("m", Token));
    }

    [Fact]
    public async Task Get_UnknownName_ListsThoseAdded()
    {
        await using var services = Services(new ScriptedHandler(ScriptedHandler.Answer(HttpStatusCode.OK)));

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => services.GetRequiredService<InferenceClients>().GetAsync("digits", Token));

        Assert.StartsWith("No client `digits` was added; there is m. Add it: services.AddInferenceClient(\"digits\", ...).", error.Message);
    }

    [Fact]
    public async Task Dispose_OfTheContainer_EndsTheClients()
    {
        InferenceClient client;
        await using (var services = Services(new ScriptedHandler(ScriptedHandler.Answer(HttpStatusCode.OK))))
        {
            client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.PredictAsync([Tensors.Features(1)], Token));
    }

    [Fact]
    public void Add_SameNameTwice_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddInferenceClient("m", _ => { });

        var error = Assert.Throws<ArgumentException>(() => services.AddInferenceClient("m", _ => { }));

        Assert.StartsWith("A client `m` has been added before", error.Message);
    }

    [Fact]
    public async Task Options_ThatCannotBe_AreToldAllAtOnce()
    {
        await using var services = Services(null, options =>
        {
            (options.Url, options.Model, options.Retries, options.RetryDelay) = (new Uri("ftp://x/"), " ", 21, TimeSpan.Zero);
            (options.AttemptTimeout, options.TotalTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
            (options.BreakRatio, options.BreakMinimum) = (double.NaN, 1);
            (options.BreakSampling, options.BreakDuration) = (TimeSpan.Zero, TimeSpan.FromDays(2));
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => services.GetRequiredService<InferenceClients>().GetAsync("m", Token));

        var names = error.Failures.Select(failure => failure.Split(' ')[2]);
        Assert.Equal(
            ["Url", "Model", "Retries", "BreakRatio", "BreakMinimum", "RetryDelay", "BreakSampling", "BreakDuration", "AttemptTimeout"],
            names);
        Assert.Equal(
            "Client `m`: Url is `ftp://x/`; expected the server's HTTP address, such as http://localhost:8000.", error.Failures.First());
    }

    [Fact]
    public async Task Predict_OverALineThatBreaks_AnswersAsTheModelInProcess()
    {
        await using var behind = await StartAsync();
        await using var line = new FlakyServer(behind.Url, connection => (FlakyServer.Break)((connection + 1) % 3));
        await using var services = Services(
            null, options => (options.Url, options.RetryDelay, options.BreakMinimum) = (line.Url, TimeSpan.FromMilliseconds(1), 1000));
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);
        using var model = FakePredictor.Classifier();

        for (var seed = 0; seed < 30; seed++)
        {
            var there = await client.PredictAsync([Tensors.Features(4, seed)], Token);
            var here = await model.PredictAsync([Tensors.Features(4, seed)], Token);
            Assert.Equal(here[0].Values<float>().ToArray(), there[0].Values<float>().ToArray());
        }

        Assert.True(line.Connections > 60, $"Only {line.Connections} connections: the line did not break.");
    }

    private static Task<ModelServer> StartAsync() =>
        ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], cancellationToken: Token);

    private static ServiceProvider Services(HttpMessageHandler? server, Action<InferenceClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        // A connection a request, so that every request meets a flaky line's script.
        var http = services.AddInferenceClient("m", options =>
        {
            options.Url = new Uri("http://elsewhere");
            configure?.Invoke(options);
        }).ConfigureHttpClient(client => client.DefaultRequestHeaders.ConnectionClose = true);
        if (server is not null)
        {
            http.ConfigurePrimaryHttpMessageHandler(() => server);
        }

        return services.BuildServiceProvider();
    }
}
