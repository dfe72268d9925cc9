using System.Net;
using System.Text;
using System.Text.Json;

namespace Atelier.Serving.Tests;

/// <summary>Messages of the binary tensor data extension, put together byte by byte.</summary>
internal static class BinaryHttp
{
    public const string Header = "Inference-Header-Content-Length";

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", ""));

    /// <summary>Posts JSON with bytes behind it; the length of the JSON goes into the header unless a test says what goes there.</summary>
    public static Task<HttpResponseMessage> PostAsync(HttpClient http, Uri url, string json, byte[] binary, string? header = null)
    {
        var text = Encoding.UTF8.GetBytes(json);
        return PostAsync(http, url, [.. text, .. binary], header ?? $"{text.Length}");
    }

    public static async Task<HttpResponseMessage> PostAsync(HttpClient http, Uri url, byte[] body, string header)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/octet-stream");
        content.Headers.TryAddWithoutValidation(Header, header);
        return await http.PostAsync(url, content, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON of an answer and what stands behind it; without the header, all is JSON.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Json, byte[] Binary)> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var isBinary = response.Headers.TryGetValues(Header, out var values);
        var length = isBinary ? int.Parse(Assert.Single(values!)) : body.Length;
        Assert.Equal(isBinary ? "application/octet-stream" : "application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonDocument.Parse(body.AsMemory(0, length)).RootElement, body[length..]);
    }
}
