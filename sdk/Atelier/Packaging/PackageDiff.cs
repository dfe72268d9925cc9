using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>In what two packages differ.</summary>
/// <param name="Changes">Every difference, part by part; empty when the packages are the same.</param>
public sealed record PackageDiff(IReadOnlyList<PackageChange> Changes)
{
    /// <summary>True when nothing differs.</summary>
    public bool IsSame => Changes.Count == 0;

    /// <summary>Compares two packages.</summary>
    /// <param name="first">The earlier one.</param>
    /// <param name="second">The later one.</param>
    /// <exception cref="InvalidDataException">The graphs differ, and one of them is no ONNX file.</exception>
    public static PackageDiff Between(ModelPackage first, ModelPackage second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new PackageDiff(
        [
            .. Text("signature", "name", first.Name, second.Name),
            .. GraphDiff.Between(first.Graph, second.Graph),
            .. Json("preprocessing", Read(first.Preprocessing), Read(second.Preprocessing)),
            .. Json("signature", Node(first.Signature), Node(second.Signature)),
            .. Metrics(first, second),
            .. Json("provenance", Node(first.Provenance), Node(second.Provenance)),
            .. Json("card", Node(first.Card), Node(second.Card)),
            .. Text("profile", "content", Digest(first.Profile), Digest(second.Profile)),
        ]);
    }

    private static string? Digest(ReferenceProfile? profile) => profile is null
        ? null
        : $"{profile}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(profile.ToJson())))[..12]}";

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, PackageJson.Options);

    // As it is read from a file, where every number is one: nodes made in memory insist on the type that they were made of.
    private static JsonNode? Read(ITransformer? preprocessing) => preprocessing is null ? null : JsonNode.Parse(preprocessing.ToJson().ToJsonString());

    private static IEnumerable<PackageChange> Text(string part, string name, string? before, string? after) =>
        before == after ? [] : [new PackageChange(part, name, before, after)];

    private static IEnumerable<PackageChange> Metrics(ModelPackage first, ModelPackage second)
    {
        var (before, after) = (first.Report, second.Report);
        foreach (var change in Text("metrics", "dataset", before?.DatasetName, after?.DatasetName)
            .Concat(Text("metrics", "rows", Show(before?.Count), Show(after?.Count))))
        {
            yield return change;
        }

        var old = (before?.Metrics ?? []).ToLookup(metric => metric.Name, metric => metric.Value);
        var now = (after?.Metrics ?? []).ToLookup(metric => metric.Name, metric => metric.Value);
        foreach (var name in old.Concat(now).Select(group => group.Key).Distinct())
        {
            double? was = old.Contains(name) ? old[name].First() : null;
            double? @is = now.Contains(name) ? now[name].First() : null;
            if (!Nullable.Equals(was, @is))
            {
                yield return new PackageChange("metrics", name, Show(was), Show(@is), @is - was);
            }
        }

        foreach (var change in Json("metrics", Node(before?.ConfusionMatrix), Node(after?.ConfusionMatrix)))
        {
            yield return change with { Name = $"confusionMatrix.{change.Name}" };
        }
    }

    private static List<PackageChange> Json(string part, JsonNode? before, JsonNode? after)
    {
        var changes = new List<PackageChange>();
        Walk(part, "", before, after, changes);
        return changes;
    }

    private static void Walk(string part, string path, JsonNode? before, JsonNode? after, List<PackageChange> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var name in old.Concat(now).Select(pair => pair.Key).Distinct())
                {
                    Walk(part, path.Length == 0 ? name : $"{path}.{name}", old[name], now[name], changes);
                }

                break;
            case (JsonArray old, JsonArray now) when old.Count == now.Count && !old.All(IsNumber):
                for (var i = 0; i < old.Count; i++)
                {
                    Walk(part, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), old[i], now[i], changes);
                }

                break;
            case (JsonArray old, JsonArray now) when old.Count == now.Count && now.All(IsNumber):
                var differences = old.Zip(now, (a, b) => Math.Abs(a!.GetValue<double>() - b!.GetValue<double>())).ToArray();
                changes.Add(new PackageChange(part, path, Show(old), Show(now), differences.Max()));
                break;
            default:
                changes.Add(new PackageChange(part, path, Show(before), Show(after), Difference(before, after)));
                break;
        }
    }

    private static bool IsNumber(JsonNode? node) => node is JsonValue && node.GetValueKind() == JsonValueKind.Number;

    private static double? Difference(JsonNode? before, JsonNode? after) =>
        IsNumber(before) && IsNumber(after) ? after!.GetValue<double>() - before!.GetValue<double>() : null;

    private static string? Show(JsonNode? node)
    {
        const int longest = 200;
        var text = node is null ? null : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
        return text is { Length: > longest } ? $"{text[..longest]}... ({text.Length.ToString(CultureInfo.InvariantCulture)} characters)" : text;
    }

    private static string? Show(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
