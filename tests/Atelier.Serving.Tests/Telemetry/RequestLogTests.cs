using System.Net;
using Atelier.Monitoring;

namespace Atelier.Serving.Tests;

/// <summary>A server writes requests and answers down, and labels find them by id.</summary>
public sealed class RequestLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Infer_WithALog_WritesRequestsAnswersAndErrorsDown()
    {
        var (answers, started) = (new List<string>(), DateTimeOffset.UtcNow);
        await using (var log = new RequestLog(_folder["log"]))
        {
            await using var server = await ModelServer.StartAsync(
                [new ServedModel("m", FakePredictor.Classifier("no", "yes"), "4")], new ModelServerOptions { RequestLog = log }, Token);
            foreach (var (id, features) in new[] { ("\"id\":\"mine\",", "1,2,3"), ("", "3,2,1"), ("\"id\":\"bad\",", "1,2") })
            {
                var (status, body) = await RawHttp.PostAsync(
                    server, "v2/models/m/infer", $$"""{{{id}}"inputs":[{"name":"features","datatype":"FP32","shape":[1,{{features.Count(c => c == ',') + 1}}],"data":[{{features}}]}]}""");
                if (status == HttpStatusCode.OK)
                {
                    answers.Add(body.GetProperty("id").GetString()!);
                }
            }
        }

        LabelLog.Append(_folder["log"], [new RecordedLabel(answers[1], 0, "yes", DateTimeOffset.UtcNow)]);
        var window = RequestWindow.Read(_folder["log"], started.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));

        Assert.Equal("mine", answers[0]);
        Assert.True(Guid.TryParse(answers[1], out _));
        Assert.Equal([answers[0], answers[1], "bad"], window.Requests.Select(request => request.Id));
        Assert.All(window.Requests, request => Assert.Equal(("m", "4"), (request.Model, request.Version)));
        Assert.Equal([3, 2, 1], window.Requests[1].Inputs[0].Numbers!);
        Assert.Equal(["scores", "class"], window.Requests[1].Outputs.Select(output => output.Name));
        Assert.Equal([null, null], window.Requests.Take(2).Select(request => request.Error));
        Assert.Contains("expected (batch, 3)", window.Requests[2].Error, StringComparison.Ordinal);
        Assert.Equal("yes", Assert.Single(window.Labels).Value);
    }
}
