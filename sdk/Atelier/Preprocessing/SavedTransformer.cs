using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>The saved form of a transformer: kind, version, the rows it takes, its settings and what it learned.</summary>
internal static class SavedTransformer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    public static JsonObject Write<TOptions, TLearned>(string kind, int version, FeatureSchema input, TOptions options, TLearned learned) => new()
    {
        ["kind"] = kind,
        ["version"] = version,
        ["input"] = Write(input),
        ["options"] = JsonSerializer.SerializeToNode(options, Json),
        ["learned"] = JsonSerializer.SerializeToNode(learned, Json),
    };

    public static JsonObject Write(FeatureSchema schema) => new()
    {
        ["shape"] = JsonSerializer.SerializeToNode(schema.Shape, Json),
        ["names"] = JsonSerializer.SerializeToNode(schema.Names, Json),
        ["kinds"] = JsonSerializer.SerializeToNode(schema.Kinds, Json),
        ["tabular"] = schema.IsTabular,
    };

    public static FeatureSchema ReadInput(JsonObject json)
    {
        var input = Field(json, "input").AsObject();
        return new FeatureSchema(
            Field(input, "shape").Deserialize<int[]>(Json)!,
            Field(input, "names").Deserialize<string[]>(Json)!,
            Field(input, "kinds").Deserialize<FeatureKind[]>(Json)!,
            Field(input, "tabular").GetValue<bool>());
    }

    public static TSelf Read<TSelf, TOptions, TLearned>(JsonObject json, Func<TOptions, TSelf> create)
        where TSelf : Transformer<TSelf, TOptions, TLearned>
        where TOptions : class
        where TLearned : class
    {
        var options = Field(json, "options").Deserialize<TOptions>(Json)!;
        var learned = Field(json, "learned").Deserialize<TLearned>(Json)!;
        return create(options).With(ReadInput(json), learned);
    }

    public static JsonNode Field(JsonObject json, string name) =>
        json[name] ?? throw new InvalidDataException($"The saved {(string?)json["kind"]} lacks the field `{name}`.");
}
