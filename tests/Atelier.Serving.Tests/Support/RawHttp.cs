using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Atelier.Serving.Tests;

/// <summary>Plain HTTP against a server, as a client of any other maker would send it.</summary>
internal static class RawHttp
{
    public static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(ModelServer server, string path)
    {
        using var http = Client();
        using var response = await http.GetAsync(new Uri(server.Url, path), TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public static Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        ModelServer server, string path, string body, string? contentType = "application/json") =>
        PostAsync(server, path, Encoding.UTF8.GetBytes(body), contentType);

    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        ModelServer server, string path, byte[] body, string? contentType = "application/json")
    {
        using var http = Client();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var response = await http.PostAsync(new Uri(server.Url, path), content, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonDocument.Parse(body).RootElement);
    }

    public static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>The error text of an answer, which must have the protocol's form and give nothing of the server's inside away.</summary>
    public static string ErrorOf(JsonElement body)
    {
        var error = Assert.Single(body.EnumerateObject());
        Assert.Equal("error", error.Name);
        var text = error.Value.GetString()!;
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("(Parameter", text);
        return text;
    }
}
