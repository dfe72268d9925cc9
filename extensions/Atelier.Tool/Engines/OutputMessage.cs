using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>The outputs of cells as JSON and back, with nothing lost.</summary>
internal static class OutputMessage
{
    /// <summary>Writes an output.</summary>
    public static JsonObject Write(CellOutput output) => output switch
    {
        StreamOutput stream => new JsonObject { ["kind"] = "stream", ["name"] = stream.Name, ["text"] = stream.Text },
        DisplayOutput display => new JsonObject
        {
            ["kind"] = "display",
            ["data"] = new JsonObject(display.Data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.DeepClone()))),
            ["isResult"] = display.IsResult,
            ["id"] = display.DisplayId,
            ["isUpdate"] = display.IsUpdate,
        },
        ClearOutput clear => new JsonObject { ["kind"] = "clear", ["wait"] = clear.Wait },
        ErrorOutput error => new JsonObject
        {
            ["kind"] = "error",
            ["name"] = error.Name,
            ["message"] = error.Message,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new ArgumentException($"There is no message for an output of type {output.GetType().Name}.", nameof(output)),
    };

    /// <summary>Reads an output.</summary>
    public static CellOutput Read(JsonObject output) => Text(output, "kind") switch
    {
        "stream" => new StreamOutput(Text(output, "name"), Text(output, "text")),
        "display" => new DisplayOutput(
            output["data"]!.AsObject().ToDictionary(entry => entry.Key, entry => Detached(entry.Value!)), output["isResult"]!.GetValue<bool>())
        {
            DisplayId = output["id"]?.GetValue<string>(),
            IsUpdate = output["isUpdate"]!.GetValue<bool>(),
        },
        "clear" => new ClearOutput(output["wait"]!.GetValue<bool>()),
        "error" => new ErrorOutput(
            Text(output, "name"), Text(output, "message"), [.. output["traceback"]!.AsArray().Select(line => line!.GetValue<string>())]),
        var kind => throw new InvalidDataException($"The engine process sent an output of the unknown kind '{kind}'."),
    };

    /// <summary>Who gets the output may put its content into a document of its own, for which it must stand alone.</summary>
    private static JsonNode Detached(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? JsonValue.Create(value.GetValue<string>()) : value.DeepClone();

    private static string Text(JsonObject output, string name) => output[name]!.GetValue<string>();
}
