using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool.Tests;

public sealed class OutputMessageTests
{
    [Fact]
    public async Task Channel_Outputs_ComeOutAsTheyWentIn()
    {
        var deep = "1";
        for (var i = 0; i < 200; i++)
            deep = $"[{deep}]";
        var data = new Dictionary<string, JsonNode>
        {
            ["text/plain"] = "a\"\\\u0000\u2028<é\U0001F600",
            ["application/json"] = JsonNode.Parse("""{"a":[1,2.50,null,true],"b":{}}""")!,
            ["application/deep+json"] = JsonNode.Parse(deep, documentOptions: new() { MaxDepth = 1000 })!,
        };
        using var stream = new MemoryStream();
        var channel = new MessageChannel(stream);

        CellOutput[] outputs =
        [
            new StreamOutput("stderr", ""), new DisplayOutput(data, IsResult: true), new DisplayOutput(data, IsResult: false) { DisplayId = "d", IsUpdate = true },
            new ClearOutput(Wait: true), new ErrorOutput("E", "m\nn", ["a", ""]),
        ];
        foreach (var output in outputs)
            Assert.True(channel.TryWrite(OutputMessage.Write(output)));
        stream.Position = 0;
        var read = new List<CellOutput>();
        while (await channel.ReadAsync() is { } message)
            read.Add(OutputMessage.Read(message));

        Assert.Equal(outputs.Select(Text), read.Select(Text));
        Assert.All(Assert.IsType<DisplayOutput>(read[1]).Data.Values, value => Assert.Null(value.Parent));
    }

    [Fact]
    public async Task Channel_HalfAMessage_IsTheEnd()
    {
        using var stream = new MemoryStream();
        var channel = new MessageChannel(stream);
        channel.TryWrite(new JsonObject { ["a"] = 1 });
        channel.TryWrite(new JsonObject { ["b"] = 1 });
        stream.SetLength(stream.Length - 3);
        stream.Position = 0;

        Assert.NotNull(await channel.ReadAsync());
        Assert.Null(await channel.ReadAsync());
    }

    private static string Text(CellOutput output) => output switch
    {
        DisplayOutput display => $"{display.IsResult} {display.DisplayId} {display.IsUpdate} {string.Join(" ", display.Data.Select(entry => $"{entry.Key}={entry.Value.ToJsonString(new() { MaxDepth = 1000 })}"))}",
        ErrorOutput error => $"{error.Name} {error.Message} {string.Join("|", error.Traceback)}",
        _ => output.ToString(),
    };
}
