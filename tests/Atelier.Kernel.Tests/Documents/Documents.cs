using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>Notebooks made for tests.</summary>
internal static class Documents
{
    /// <summary>A notebook of format 4.5 from its cells in JSON.</summary>
    public static NotebookDocument Of(params IEnumerable<JsonObject> cells) => NotebookDocument.Parse(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    public static JsonObject Code(string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["metadata"] = tags.Length == 0 ? new JsonObject() : new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]) },
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    public static JsonObject Markdown(string source) => new()
    {
        ["cell_type"] = "markdown",
        ["metadata"] = new JsonObject(),
        ["source"] = source,
    };

    public static string FindReference(string name) => Checkout.PathOf("tests", "Atelier.Kernel.Tests", "References", name);
}
