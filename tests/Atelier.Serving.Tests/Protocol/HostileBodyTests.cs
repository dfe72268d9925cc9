using System.Globalization;
using System.Text;
using Atelier.OpenInference;
using Google.Protobuf;

namespace Atelier.Serving.Tests;

/// <summary>What a body makes the server allocate is bounded by its own size, whatever it claims of its tensors.</summary>
/// <remarks>The worst are texts of one letter: three or four bytes on the wire, an object of 24 bytes and a reference of 8 in memory.</remarks>
public sealed class HostileBodyTests
{
    private const int Size = 4 << 20;
    private const int Slack = 1 << 20;

    [Theory]
    [InlineData("a shape as large as the body could hold, and no data", 4.1)]
    [InlineData("a shape larger than that", 0)]
    [InlineData("a shape of more than any array holds", 0)]
    [InlineData("a thousand tensors, each with such a shape", 4.1)]
    [InlineData("more tensors than are allowed", 0.5)]
    [InlineData("more outputs than are allowed", 0.5)]
    [InlineData("more dimensions than are allowed", 0)]
    [InlineData("arrays in arrays", 0)]
    [InlineData("numbers", 4.1)]
    [InlineData("texts of one letter", 8.1)]
    [InlineData("one long text", 2.1)]
    [InlineData("a long name of an unknown field", 0)]
    public void Json_OfAnyContent_AllocatesWithinAMultipleOfItsSize(string kind, double most)
    {
        var body = Encoding.UTF8.GetBytes(Json(kind));

        AssertAllocates(most * body.Length, () => InferRequestReader.Read(body, null));
    }

    [Theory]
    [InlineData("a shape without data", 0)]
    [InlineData("texts without length", 2.1)]
    [InlineData("texts of one letter", 6.5)]
    public void Binary_OfAnyContent_AllocatesWithinAMultipleOfItsSize(string kind, double most)
    {
        var (type, count, element) = kind switch
        {
            "a shape without data" => ("FP64", int.MaxValue / 2, Array.Empty<byte>()),
            "texts without length" => ("BYTES", Size / 4, [0, 0, 0, 0]),
            _ => ("BYTES", Size / 5, new byte[] { 1, 0, 0, 0, (byte)'a' }),
        };
        var elements = new byte[element.Length * count];
        for (var at = 0; at < elements.Length; at++)
        {
            elements[at] = element[at % element.Length];
        }

        var json = Encoding.UTF8.GetBytes(
            $$$"""{"inputs":[{"name":"x","datatype":"{{{type}}}","shape":[{{{count}}}],"parameters":{"binary_data_size":{{{elements.Length}}}}}]}""");
        byte[] body = [.. json, .. elements];

        AssertAllocates(most * body.Length, () => InferRequestReader.Read(body, json.Length.ToString(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("a shape without contents", 0)]
    [InlineData("small whole numbers", 8.1)]
    [InlineData("texts of one letter", 10.8)]
    [InlineData("more tensors than are allowed", 0.5)]
    [InlineData("raw contents for a larger shape", 0)]
    public void Grpc_OfAnyContent_AllocatesWithinAMultipleOfItsSize(string kind, double most)
    {
        var request = new ModelInferRequest { ModelName = "m" };
        var tensor = new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "INT64", Shape = { Size } };
        request.Inputs.Add(tensor);
        switch (kind)
        {
            case "small whole numbers":
                tensor.Contents = new InferTensorContents { Int64Contents = { Enumerable.Repeat(1L, Size) } };
                break;
            case "texts of one letter":
                tensor.Datatype = "BYTES";
                tensor.Contents = new InferTensorContents { BytesContents = { Enumerable.Repeat(ByteString.CopyFromUtf8("a"), Size) } };
                break;
            case "more tensors than are allowed":
                request.Inputs.Add(Enumerable.Repeat(tensor, Size / 20));
                break;
            case "raw contents for a larger shape":
                request.RawInputContents.Add(ByteString.CopyFrom(new byte[Size]));
                break;
        }

        var body = request.ToByteArray();

        AssertAllocates(most * body.Length, () => InferMessage.ReadRequest(body).ReadTensors());
    }

    private static void AssertAllocates(double most, Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (Exception error) when (error is RequestException or InvalidDataException)
        {
            // Refused, or taken: what counts is what it cost.
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= most + Slack, $"{allocated} bytes were allocated, more than {most:0} and {Slack}.");
    }

    private static string Json(string kind)
    {
        static string Tensor(string type, long length, string data) => $$"""{"name":"x","datatype":"{{type}}","shape":[{{length}}],"data":[{{data}}]}""";
        static string Inputs(string tensors) => $$"""{"inputs":[{{tensors}}]}""";
        static string Many(string part, int times) => string.Join(',', Enumerable.Repeat(part, times));
        var space = new string(' ', Size);
        return kind switch
        {
            "a shape as large as the body could hold, and no data" => Inputs(Tensor("FP64", Size / 2, space)),
            "a shape larger than that" => Inputs(Tensor("FP64", Size, space)),
            "a shape of more than any array holds" => Inputs(Tensor("FP64", int.MaxValue, space)),
            "a thousand tensors, each with such a shape" => Inputs(Many(Tensor("FP64", Size / 2, "1"), 1000) + space),
            "more tensors than are allowed" => Inputs(Many(Tensor("INT8", 1, "1"), Size / 60)),
            "more outputs than are allowed" => $$"""{"outputs":[{{Many("""{"name":"y"}""", Size / 13)}}],"inputs":[{{Tensor("INT8", 1, "1")}}]}""",
            "more dimensions than are allowed" => $$"""{"inputs":[{"name":"x","datatype":"INT8","shape":[{{Many("1", Size / 2)}}],"data":[1]}]}""",
            "arrays in arrays" => Inputs(Tensor("INT8", 1, new string('[', Size))),
            "numbers" => Inputs(Tensor("FP64", Size / 2, Many("1", Size / 2))),
            "texts of one letter" => Inputs(Tensor("BYTES", Size / 4, Many("\"a\"", Size / 4))),
            "one long text" => Inputs(Tensor("BYTES", 1, $"\"{new string('a', Size)}\"")),
            _ => $$"""{"{{new string('a', Size)}}":1,"inputs":[{{Tensor("INT8", 1, "1")}}]}""",
        };
    }
}
