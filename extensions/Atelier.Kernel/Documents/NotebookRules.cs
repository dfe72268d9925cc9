using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>What makes JSON a notebook: the fields that are read must have the right types, those that are missing are added.</summary>
/// <remarks>Every error names the file, the field and what to do. Fields that nobody here reads are not looked at.</remarks>
internal static partial class NotebookRules
{
    private const int Major = 4;
    private const int Minor = 5;

    /// <summary>Checks the tree, and makes it a notebook of format 4.5 (or of the later 4.x that it is).</summary>
    public static JsonObject Apply(JsonNode? root, string name)
    {
        if (root is not JsonObject notebook)
            throw Wrong(name, "the file", root, "a JSON object with `cells`");
        CheckVersion(notebook, name);
        var metadata = Ensure(notebook, "metadata", () => new JsonObject());
        if (metadata is not JsonObject)
            throw Wrong(name, "metadata", metadata, "an object");
        if (notebook["cells"] is not { } list)
            throw new InvalidDataException($"{name} is JSON but no notebook: it has no `cells`. Expected a file as Jupyter or VS Code writes it.");
        if (list is not JsonArray cells)
            throw Wrong(name, "cells", list, "a list of cells");
        for (var i = 0; i < cells.Count; i++)
            ApplyToCell(cells[i], $"cells[{i}]", name);
        RepairIds(cells);
        return notebook;
    }

    private static void CheckVersion(JsonObject notebook, string name)
    {
        if (!notebook.ContainsKey("nbformat") && !notebook.ContainsKey("cells"))
            throw new InvalidDataException(
                $"{name} is JSON but no notebook: it has neither `nbformat` nor `cells`. Expected a file as Jupyter or VS Code writes it.");
        if (Integer(notebook["nbformat"]) is not { } major)
            throw Wrong(name, "nbformat", notebook["nbformat"], "the number 4");
        if (major < Major)
            throw new InvalidDataException(
                $"{name} is a notebook of format {major}; expected format 4. Convert it with: jupyter nbconvert --to notebook \"{name}\"");
        if (major > Major)
            throw new InvalidDataException(
                $"{name} is a notebook of format {major}; this version reads format 4. Save it as format 4 in the program that wrote it.");
        if (Integer(Ensure(notebook, "nbformat_minor", () => JsonValue.Create(0))) is not { } minor)
            throw Wrong(name, "nbformat_minor", notebook["nbformat_minor"], "a whole number");
        notebook["nbformat_minor"] = Math.Max(Minor, minor);
    }

    private static void ApplyToCell(JsonNode? node, string where, string name)
    {
        if (node is not JsonObject cell)
            throw Wrong(name, where, node, "an object");
        var type = JsonPaths.Text(cell, "cell_type");
        if (type is not ("code" or "markdown" or "raw"))
            throw Wrong(name, $"{where}.cell_type", cell["cell_type"], "\"code\", \"markdown\" or \"raw\"");
        if (Ensure(cell, "metadata", () => new JsonObject()) is not JsonObject metadata)
            throw Wrong(name, $"{where}.metadata", cell["metadata"], "an object");
        if (metadata.TryGetPropertyValue("tags", out var tags) && !(tags is JsonArray && MultilineText.Is(tags)))
            throw Wrong(name, $"{where}.metadata.tags", tags, "a list of strings");
        if (!MultilineText.Is(Ensure(cell, "source", () => new JsonArray())))
            throw Wrong(name, $"{where}.source", cell["source"], "a string or a list of strings");
        if (type == "code")
            ApplyToCodeCell(cell, where, name);
    }

    private static void ApplyToCodeCell(JsonObject cell, string where, string name)
    {
        if (!cell.ContainsKey("execution_count"))
            cell["execution_count"] = null;
        if (cell["execution_count"] is { } count && Integer(count) is null)
            throw Wrong(name, $"{where}.execution_count", count, "a whole number or null");
        if (Ensure(cell, "outputs", () => new JsonArray()) is not JsonArray outputs)
            throw Wrong(name, $"{where}.outputs", cell["outputs"], "a list of outputs");
        for (var i = 0; i < outputs.Count; i++)
            if (outputs[i] is not JsonObject)
                throw Wrong(name, $"{where}.outputs[{i}]", outputs[i], "an object");
    }

    /// <summary>Gives an id to each cell that has none, an invalid one, or one that an earlier cell has.</summary>
    private static void RepairIds(JsonArray cells)
    {
        var valid = cells.Select(cell => JsonPaths.Text(cell, "id")).Where(id => id is not null && IdPattern().IsMatch(id)).ToHashSet();
        var given = new HashSet<string>();
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i]!.AsObject();
            if (JsonPaths.Text(cell, "id") is { } id && valid.Contains(id) && given.Add(id))
                continue;
            var fresh = FreshId(i + 1, taken: candidate => valid.Contains(candidate) || given.Contains(candidate));
            given.Add(fresh);
            if (!cell.ContainsKey("id"))
                cell.Insert(cell.IndexOf("metadata"), "id", fresh);
            else
                cell["id"] = fresh;
        }
    }

    private static string FreshId(int number, Func<string, bool> taken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"cell-{number}");
        for (var suffix = 2; taken(id); suffix++)
            id = string.Create(CultureInfo.InvariantCulture, $"cell-{number}-{suffix}");
        return id;
    }

    private static JsonNode? Ensure(JsonObject json, string field, Func<JsonNode> create)
    {
        if (!json.ContainsKey(field))
            json[field] = create();
        return json[field];
    }

    private static int? Integer(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) && number >= 0 ? number : null;

    private static InvalidDataException Wrong(string name, string where, JsonNode? given, string expected) => new(
        $"{name} is no valid notebook: {where} is {Describe(given)}; expected {expected}. Correct the file, or save it again from Jupyter or VS Code.");

    private static string Describe(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "missing or null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array when !MultilineText.Is(node) => "a list that holds more than strings",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text \"{Shorten(node.GetValue<string>())}\"",
        JsonValueKind.Number => $"the number {Shorten(node.ToJsonString())}",
        _ => node.ToJsonString(),
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}...";

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
