using System.Net;
using System.Text.Json;

namespace Atelier.Serving.Tests;

public sealed class MetadataTests
{
    [Fact]
    public async Task Server_Get_TellsNameVersionAndExtensions()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("points", FakePredictor.Classifier())], cancellationToken: TestContext.Current.CancellationToken);

        var (status, body) = await RawHttp.GetAsync(server, "v2");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["name", "version", "extensions"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal("atelier", body.GetProperty("name").GetString());
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", body.GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.Array, body.GetProperty("extensions").ValueKind);
    }

    [Theory]
    [InlineData("v2/health/live", "{\"live\":true}")]
    [InlineData("v2/health/ready", "{\"ready\":true}")]
    [InlineData("v2/models/points/ready", "{\"name\":\"points\",\"ready\":true}")]
    [InlineData("v2/models/points/versions/1/ready", "{\"name\":\"points\",\"ready\":true}")]
    public async Task Health_Get_IsTrue(string path, string expected)
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("points", FakePredictor.Classifier())], cancellationToken: TestContext.Current.CancellationToken);

        var (status, body) = await RawHttp.GetAsync(server, path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(expected, body.GetRawText());
    }

    [Fact]
    public async Task Health_Head_AnswersWithoutBody()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("points", FakePredictor.Classifier())], cancellationToken: TestContext.Current.CancellationToken);
        using var http = RawHttp.Client();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(server.Url, "v2/health/ready"));

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Model_Get_TellsInputsAndOutputs()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("points", FakePredictor.Classifier("no", "yes"))], cancellationToken: TestContext.Current.CancellationToken);

        var (status, body) = await RawHttp.GetAsync(server, "v2/models/points");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """
            {"name":"points","versions":["1"],"platform":"atelier",
            "inputs":[{"name":"features","datatype":"FP32","shape":[-1,3]}],
            "outputs":[{"name":"scores","datatype":"FP32","shape":[-1,2]},{"name":"class","datatype":"INT64","shape":[-1]}],
            "class_names":["no","yes"]}
            """.ReplaceLineEndings(""),
            body.GetRawText());
    }

    [Fact]
    public async Task Model_WithoutClassNames_LeavesTheFieldAway()
    {
        await using var server = await ModelServer.StartAsync(
            [new ServedModel("points", FakePredictor.Classifier())], cancellationToken: TestContext.Current.CancellationToken);

        var (_, body) = await RawHttp.GetAsync(server, "v2/models/points");

        Assert.False(body.TryGetProperty("class_names", out _));
    }

    [Fact]
    public async Task Model_SeveralVersions_ListsThemInEach()
    {
        await using var server = await ModelServer.StartAsync(
            [
                new ServedModel("points", FakePredictor.Classifier(), "1"),
                new ServedModel("points", FakePredictor.Classifier(), "2"),
                new ServedModel("other", FakePredictor.Echo(), "7"),
            ],
            cancellationToken: TestContext.Current.CancellationToken);

        var (_, any) = await RawHttp.GetAsync(server, "v2/models/points");
        var (_, first) = await RawHttp.GetAsync(server, "v2/models/points/versions/1");
        var (_, other) = await RawHttp.GetAsync(server, "v2/models/other");

        Assert.Equal("[\"1\",\"2\"]", any.GetProperty("versions").GetRawText());
        Assert.Equal("[\"1\",\"2\"]", first.GetProperty("versions").GetRawText());
        Assert.Equal("[\"7\"]", other.GetProperty("versions").GetRawText());
    }
}
