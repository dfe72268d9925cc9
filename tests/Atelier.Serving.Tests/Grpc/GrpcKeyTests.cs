using Atelier.OpenInference;
using Google.Protobuf;
using Grpc.Core;

namespace Atelier.Serving.Tests;

/// <summary>Who is let in over gRPC: without a key, with a wrong, expired, foreign or tired one, on every method.</summary>
public sealed class GrpcKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every method; whether it tells of health, and whether it is for a model.</summary>
    public static TheoryData<string, bool, bool> Methods => new()
    {
        { "ServerLive", true, false },
        { "ServerReady", true, false },
        { "ServerMetadata", false, false },
        { "ModelReady", false, true },
        { "ModelMetadata", false, true },
        { "ModelInfer", false, true },
        { "Unknown", false, false },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Call_OfEveryMethod_AsksForAKey(string method, bool isHealth, bool isForModel)
    {
        var (key, secret) = ApiKey.Create("ana");
        var (old, expired) = ApiKey.Create("old");
        var (other, foreign) = ApiKey.Create("other");
        var (slow, tired) = ApiKey.Create("slow");
        var options = new ModelServerOptions
        {
            GrpcPort = 0,
            ApiKeys =
            [
                key,
                old with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) },
                other with { Models = ["n"] },
                slow with { RequestsPerSecond = 0.001, Burst = 1 },
            ],
        };
        await using var server = await ModelServer.StartAsync([new ServedModel("m", FakePredictor.Classifier())], options, Token);
        using var calls = new GrpcCalls(server);
        IMessage request = method == "ModelInfer" ? GrpcCalls.Features() : new ModelReadyRequest { Name = isForModel ? "m" : "" };
        var answered = method == "Unknown" ? StatusCode.Unimplemented : StatusCode.OK;

        foreach (var (sent, expected) in new[]
        {
            (null, StatusCode.Unauthenticated),
            ("atl_wrong", StatusCode.Unauthenticated),
            (expired, StatusCode.Unauthenticated),
            (foreign, isForModel ? StatusCode.PermissionDenied : answered),
            (tired, answered),
            (tired, StatusCode.ResourceExhausted),
            (secret, answered),
        })
        {
            // A key that is to be tired of one call is sent in one way.
            var ways = sent is null || sent == tired ? 1 : 2;
            foreach (var (name, scheme) in new[] { ("authorization", "Bearer "), ("x-api-key", "") }[..ways])
            {
                Metadata headers = sent is null ? [] : new Metadata { { name, scheme + sent } };
                var (status, trailers) = await AskAsync(calls, method, request.ToByteArray(), headers);

                Assert.Equal(isHealth ? StatusCode.OK : expected, status.StatusCode);
                if (!isHealth && expected is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.ResourceExhausted)
                {
                    Assert.Contains("API key", status.Detail, StringComparison.Ordinal);
                    Assert.Equal(expected == StatusCode.ResourceExhausted, trailers?.GetValue("retry-after") is not null);
                }
            }
        }
    }

    private static async Task<(Status Status, Metadata? Trailers)> AskAsync(
        GrpcCalls calls, string method, byte[] request, Metadata headers)
    {
        try
        {
            await calls.CallAsync(GrpcCalls.Any(method), request, new CallOptions(headers));
            return (Status.DefaultSuccess, null);
        }
        catch (RpcException error)
        {
            return (error.Status, error.Trailers);
        }
    }
}
