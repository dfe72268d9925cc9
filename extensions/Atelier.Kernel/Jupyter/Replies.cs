using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Contents of replies that several requests share.</summary>
internal static class Replies
{
    /// <summary>The beginning of an answer to what succeeded.</summary>
    public static JsonObject Ok() => new() { ["status"] = "ok" };

    /// <summary>The answer to a cell that was not run because one before it failed.</summary>
    public static JsonObject Aborted() => new() { ["status"] = "aborted" };

    public static JsonObject Error(ErrorOutput error)
    {
        var content = ErrorFields(error);
        content.Insert(0, "status", "error");
        return content;
    }

    public static JsonObject Error(Exception exception) => Error(Describe(exception));

    public static ErrorOutput Describe(Exception exception) =>
        new(exception.GetType().Name, exception.Message, [$"{exception.GetType().FullName}: {exception.Message}"]);

    public static JsonObject ErrorFields(ErrorOutput error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(TracebackColors.Apply(line)))]),
    };

    /// <summary>Representations by MIME type.</summary>
    public static JsonObject Bundle(IReadOnlyDictionary<string, JsonNode> data)
    {
        var bundle = new JsonObject();
        foreach (var (type, value) in data)
            bundle[type] = value.DeepClone();
        return bundle;
    }
}
