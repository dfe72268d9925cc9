using System.Text.Json;

namespace Atelier.Serving.Tests;

/// <summary>Holds JSON against a schema of an OpenAPI document, by the keywords that the server's document uses.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Known =
        ["$ref", "type", "required", "properties", "additionalProperties", "items", "enum", "minimum", "maximum", "maxItems", "description", "default", "format"];

    /// <summary>What a reference such as <c>#/components/schemas/Error</c> names; anything else as it is.</summary>
    public static JsonElement Resolve(JsonElement document, JsonElement node)
    {
        while (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("$ref", out var reference))
        {
            var steps = reference.GetString()!.Split('/');
            Assert.Equal("#", steps[0]);
            node = steps.Skip(1).Aggregate(document, (at, step) => at.GetProperty(step));
        }

        return node;
    }

    /// <summary>Requires that a value is as a schema says.</summary>
    public static void AssertValid(JsonElement document, JsonElement schema, JsonElement value, string where = "$")
    {
        schema = Resolve(document, schema);
        Assert.All(schema.EnumerateObject(), keyword => Assert.Contains(keyword.Name, Known));
        if (schema.TryGetProperty("type", out var type))
        {
            string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];
            Assert.True(allowed.Any(name => IsOf(name, value)), $"{where} is {value}; expected {type}.");
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            Assert.Contains(value.GetString(), values.EnumerateArray().Select(one => one.GetString()));
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            Assert.True(!schema.TryGetProperty("minimum", out var least) || value.GetDouble() >= least.GetDouble(), $"{where} is {value}, too small.");
            Assert.True(!schema.TryGetProperty("maximum", out var most) || value.GetDouble() <= most.GetDouble(), $"{where} is {value}, too large.");
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.True(!schema.TryGetProperty("maxItems", out var most) || value.GetArrayLength() <= most.GetInt32(), $"{where} has too many items.");
            if (schema.TryGetProperty("items", out var items))
            {
                Assert.All(value.EnumerateArray(), (item, index) => AssertValid(document, items, item, $"{where}[{index}]"));
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            AssertObject(document, schema, value, where);
        }
    }

    private static void AssertObject(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            Assert.All(required.EnumerateArray(), name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where} has no {name}."));
        }

        var isClosed = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
        foreach (var field in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var fields) && fields.TryGetProperty(field.Name, out var inner))
            {
                AssertValid(document, inner, field.Value, $"{where}.{field.Name}");
            }
            else
            {
                Assert.False(isClosed, $"{where} has {field.Name}, of which the schema says nothing.");
            }
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
