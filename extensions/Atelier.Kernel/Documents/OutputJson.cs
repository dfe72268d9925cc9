using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Outputs in the notebook format and back.</summary>
internal static class OutputJson
{
    /// <summary>Writes an output as a node of the notebook format; the execution count of a result is still to be set.</summary>
    public static JsonObject Write(CellOutput output) => output switch
    {
        StreamOutput stream => new JsonObject
        {
            ["name"] = stream.Name,
            ["output_type"] = "stream",
            ["text"] = MultilineText.Split(stream.Text),
        },
        DisplayOutput { IsResult: true } result => new JsonObject
        {
            ["data"] = Bundle(result.Data),
            ["execution_count"] = null,
            ["metadata"] = new JsonObject(),
            ["output_type"] = "execute_result",
        },
        DisplayOutput display => new JsonObject
        {
            ["data"] = Bundle(display.Data),
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        },
        ErrorOutput error => new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new ArgumentException(
            $"An output of type {output.GetType().Name} has no place in the notebook format; expected a stream, a display or an error.",
            nameof(output)),
    };

    /// <summary>Reads an output; <paramref name="where"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">It is none of the four kinds of the format, or a field of it is missing or of the wrong type.</exception>
    public static CellOutput Read(JsonObject output, string where)
    {
        switch (Text(output, "output_type", where))
        {
            case "stream":
                return new StreamOutput(Text(output, "name", where), Text(output, "text", where));
            case "execute_result":
                return new DisplayOutput(Data(output, where), IsResult: true);
            case "display_data":
                return new DisplayOutput(Data(output, where), IsResult: false);
            case "error":
                return new ErrorOutput(Text(output, "ename", where), Text(output, "evalue", where), Lines(output, "traceback", where));
            case var type:
                throw new InvalidDataException(
                    $"{where}.output_type is '{type}'; expected stream, display_data, execute_result or error. Clear the cell's outputs.");
        }
    }

    /// <summary>Gives a display that has been written another content.</summary>
    public static void Replace(JsonObject display, DisplayOutput update)
    {
        display["data"] = Bundle(update.Data);
        display["metadata"] = new JsonObject();
    }

    private static JsonObject Bundle(IReadOnlyDictionary<string, JsonNode> data)
    {
        var bundle = new JsonObject();
        foreach (var (type, value) in data)
            bundle[type] = IsLineText(type) && value is JsonValue text && text.TryGetValue<string>(out var content)
                ? MultilineText.Split(content)
                : value.DeepClone();
        return bundle;
    }

    /// <summary>True for the types that Jupyter splits into lines; binary content in base64 stays one string.</summary>
    private static bool IsLineText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/javascript" or "image/svg+xml";

    private static Dictionary<string, JsonNode> Data(JsonObject output, string where)
    {
        if (output["data"] is not JsonObject data)
            throw new InvalidDataException($"{where}.data is missing or no object; expected content by MIME type. Clear the cell's outputs.");
        return data.Where(entry => entry.Value is not null).ToDictionary(
            entry => entry.Key,
            entry => IsJson(entry.Key) || !MultilineText.Is(entry.Value) ? entry.Value! : JsonValue.Create(MultilineText.Join(entry.Value)));
    }

    private static bool IsJson(string type) => type is "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static string[] Lines(JsonObject output, string name, string where) => output[name] is JsonArray lines && MultilineText.Is(lines)
        ? [.. lines.Select(line => line!.GetValue<string>())]
        : throw new InvalidDataException($"{where}.{name} is missing or no list of strings. Clear the cell's outputs.");

    private static string Text(JsonObject output, string name, string where) => MultilineText.Is(output[name])
        ? MultilineText.Join(output[name])
        : throw new InvalidDataException($"{where}.{name} is missing or no text; expected a string. Clear the cell's outputs.");
}
