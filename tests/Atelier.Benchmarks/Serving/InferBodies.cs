using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Benchmarks.Serving;

/// <summary>Whole HTTP requests for predictions, ready to be sent.</summary>
public static class InferBodies
{
    /// <summary>Floats as JSON.</summary>
    public static byte[] Json(string model, string input, float[] data, IReadOnlyList<int> shape)
    {
        var numbers = string.Join(',', data.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        var body = $$"""{"inputs":[{"name":"{{input}}","datatype":"FP32","shape":[{{string.Join(',', shape)}}],"data":[{{numbers}}]}]}""";
        return [.. Head(model, body.Length, "Content-Type: application/json\r\n"), .. Encoding.ASCII.GetBytes(body)];
    }

    /// <summary>Floats as bytes behind the JSON, and the outputs as bytes too.</summary>
    public static byte[] Binary(string model, string input, float[] data, IReadOnlyList<int> shape)
    {
        var size = data.Length * sizeof(float);
        var json = $$$"""{"parameters":{"binary_data_output":true},"inputs":[{"name":"{{{input}}}","datatype":"FP32","shape":[{{{string.Join(',', shape)}}}],"parameters":{"binary_data_size":{{{size}}}}}]}""";
        return
        [
            .. Head(model, json.Length + size, $"Content-Type: application/octet-stream\r\nInference-Header-Content-Length: {json.Length}\r\n"),
            .. Encoding.ASCII.GetBytes(json),
            .. MemoryMarshal.AsBytes(data.AsSpan()),
        ];
    }

    private static byte[] Head(string model, int length, string headers) =>
        Encoding.ASCII.GetBytes($"POST /v2/models/{model}/infer HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n");
}
