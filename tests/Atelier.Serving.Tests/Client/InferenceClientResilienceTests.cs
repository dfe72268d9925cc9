using System.Net;
using Atelier.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Atelier.Serving.Tests;

public sealed class InferenceClientResilienceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly HastyTime _time = new(TimeSpan.FromSeconds(8));

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Predict_StatusThatPasses_IsSentAgainWithTheSameBody(HttpStatusCode status)
    {
        var server = new ScriptedHandler(
            ScriptedHandler.Answer(status, "busy"), ScriptedHandler.Lost(), ScriptedHandler.Answer(HttpStatusCode.OK));
        await using var services = Services(server);

        var outputs = await PredictAsync(services);

        Assert.Equal([0.5f], outputs[0].Values<float>().ToArray());
        Assert.Equal(3, server.Asked);
        Assert.NotEmpty(server.Bodies[0]);
        Assert.Single(server.Bodies.Distinct());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Predict_StatusThatStays_IsSentOnce(HttpStatusCode status)
    {
        var server = new ScriptedHandler(ScriptedHandler.Answer(status, "no"), ScriptedHandler.Answer(HttpStatusCode.OK));
        await using var services = Services(server);

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal((status, "no", null), (error.StatusCode, error.ServerMessage, error.RetryAfter));
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Predict_CertificateNotTrusted_IsSentOnce()
    {
        var server = new ScriptedHandler(ScriptedHandler.Lost(HttpRequestError.SecureConnectionError));
        await using var services = Services(server);

        await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Predict_BusyForEver_EndsWithTheServersMessageStatusAndWait()
    {
        var server = new ScriptedHandler(
            ScriptedHandler.Answer(HttpStatusCode.ServiceUnavailable, "The queue is full.", TimeSpan.FromSeconds(7)));
        await using var services = Services(server);

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal(4, server.Asked);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(7), 3), _time.Waits);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The queue is full."), (error.StatusCode, error.ServerMessage));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        Assert.Equal(
            "http://elsewhere/ answered 503 (Service Unavailable) for the model `m`: The queue is full. Wait 7 s before the next request.",
            error.Message);
    }

    [Fact]
    public async Task Predict_RetryAfterAsADate_WaitsUntilThen()
    {
        var server = new ScriptedHandler(
            _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            {
                Content = new StringContent("busy"),
                Headers = { RetryAfter = new(DateTimeOffset.UnixEpoch.AddSeconds(4)) },
            }),
            ScriptedHandler.Answer(HttpStatusCode.OK));
        await using var services = Services(server);

        await PredictAsync(services);

        Assert.Equal([TimeSpan.FromSeconds(4)], _time.Waits);
    }

    [Fact]
    public async Task Predict_ServerWantsALongerWaitThanTheCallMayTake_FailsAtOnce()
    {
        var server = new ScriptedHandler(
            ScriptedHandler.Answer(HttpStatusCode.TooManyRequests, "later", TimeSpan.FromSeconds(31)));
        await using var services = Services(server);

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal((1, TimeSpan.FromSeconds(31)), (server.Asked, error.RetryAfter));
    }

    [Fact]
    public async Task Predict_WithoutRetryAfter_WaitsLongerEachTime()
    {
        var server = new ScriptedHandler(ScriptedHandler.Lost());
        await using var services = Services(server, options => (options.Retries, options.RetryDelay) = (5, TimeSpan.FromMilliseconds(100)));

        await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal(6, server.Asked);
        Assert.Equal(5, _time.Waits.Distinct().Count());
        Assert.True(_time.Waits.Max() > _time.Waits.First());
    }

    [Fact]
    public async Task Predict_NoRetries_IsSentOnce()
    {
        var server = new ScriptedHandler(ScriptedHandler.Lost());
        await using var services = Services(server, options => options.Retries = 0);

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Contains("The line is dead.", error.Message);
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Predict_Silence_IsGivenUpAndSentAgain()
    {
        var server = new ScriptedHandler(ScriptedHandler.Silence(), ScriptedHandler.Answer(HttpStatusCode.OK));
        await using var services = Services(server, options => options.AttemptTimeout = TimeSpan.FromSeconds(1));

        await PredictAsync(services);

        Assert.Equal(2, server.Asked);
    }

    [Fact]
    public async Task Predict_SilenceForEver_SaysWhichTimeOutEnded()
    {
        var server = new ScriptedHandler(ScriptedHandler.Silence());
        await using var services = Services(
            server, options => (options.AttemptTimeout, options.Retries) = (TimeSpan.FromSeconds(1), 1));

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal(2, server.Asked);
        Assert.Equal(
            "No answer from http://elsewhere/ for the model `m` within 1 s. Send fewer rows a request, or extend AttemptTimeout.",
            error.Message);
    }

    [Fact]
    public async Task Predict_Cancelled_IsNotSentAgain()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var server = new ScriptedHandler(async token =>
        {
            await cancelled.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The cancellation did not arrive.");
        });
        await using var services = Services(server);
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await client.PredictAsync([Tensors.Features(1)], cancelled.Token));

        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Predict_ServerFailsAgainAndAgain_IsLeftAloneForAWhileAndTriedAgain()
    {
        var script = Enumerable.Repeat(ScriptedHandler.Lost(), 4).Append(ScriptedHandler.Answer(HttpStatusCode.OK)).ToArray();
        var server = new ScriptedHandler(script);
        await using var services = Services(server, options => (options.Retries, options.BreakMinimum) = (0, 6));
        // Connecting was the first two of the six attempts.
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));
        }

        var error = await Assert.ThrowsAsync<InferenceException>(() => PredictAsync(services));

        Assert.Equal(4, server.Asked);
        Assert.StartsWith("http://elsewhere/ failed so often for the model `m` that it is left alone for 5 s.", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), error.RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(6));
        await PredictAsync(services);
        Assert.Equal(5, server.Asked);
    }

    [Fact]
    public async Task IsReady_OfABusyServer_AsksOnce()
    {
        var server = new ScriptedHandler(
            ScriptedHandler.Answer(HttpStatusCode.ServiceUnavailable, "starting", TimeSpan.FromSeconds(1)));
        await using var services = Services(server);
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);

        Assert.False(await client.IsReadyAsync(Token));
        Assert.False(await client.IsLiveAsync(Token));

        Assert.Equal(2, server.Asked);
    }

    private static async Task<IReadOnlyList<Prediction.NamedTensor>> PredictAsync(ServiceProvider services)
    {
        var client = await services.GetRequiredService<InferenceClients>().GetAsync("m", Token);
        return await client.PredictAsync([Tensors.Features(1)], Token);
    }

    private ServiceProvider Services(ScriptedHandler server, Action<InferenceClientOptions>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_time);
        services.AddInferenceClient("m", options =>
        {
            options.Url = new Uri("http://elsewhere");
            configure?.Invoke(options);
        }).ConfigurePrimaryHttpMessageHandler(() => server);
        return services.BuildServiceProvider();
    }
}
