using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Atelier.Preprocessing;

/// <summary>Some columns of a table and the transformer that they go through.</summary>
public sealed class ColumnBranch
{
    internal ColumnBranch(IReadOnlyList<string> columns, ITransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(transformer);
        Columns = [.. columns];
        Transformer = transformer;
        if (Columns.IsEmpty || Columns.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"`columns` is ({string.Join(", ", Columns)}); expected the names of one or more columns.", nameof(columns));
        }

        if (Columns.Distinct().Count() != Columns.Length)
        {
            throw new ArgumentException($"`columns` is ({string.Join(", ", Columns)}); expected each column once.", nameof(columns));
        }
    }

    /// <summary>The columns that go in, by name.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>What they go through.</summary>
    public ITransformer Transformer { get; }

    internal ColumnBranch With(ITransformer fitted) => new(Columns, fitted);

    internal JsonObject ToJson() => new()
    {
        ["columns"] = new JsonArray([.. Columns.Select(column => (JsonNode)column)]),
        ["transformer"] = Transformer.ToJson(),
    };

    internal static ColumnBranch FromJson(JsonNode? node)
    {
        var json = (node ?? throw new InvalidDataException("A branch of the saved column-pipeline is null.")).AsObject();
        var columns = SavedTransformer.Field(json, "columns").AsArray().Select(name => (string?)name ?? "").ToArray();
        var transformer = Transformers.FromJson(SavedTransformer.Field(json, "transformer").AsObject());
        return transformer.Input.Names.SequenceEqual(columns)
            ? new ColumnBranch(columns, transformer)
            : throw new InvalidDataException(
                $"A branch of the saved column-pipeline routes ({string.Join(", ", columns)}) to a {transformer.Kind} that takes {transformer.Input}; "
                + "expected the same columns. The file was changed or is damaged.");
    }

    /// <summary>The rows that fitted branches take together: every column once, in the order of first use.</summary>
    internal static FeatureSchema Inputs(ImmutableArray<ColumnBranch> fitted)
    {
        var columns = fitted
            .SelectMany(branch => branch.Columns.Select((name, at) => (Name: name, Kind: branch.Transformer.Input.Kind(at))))
            .DistinctBy(column => column.Name)
            .ToArray();
        return new FeatureSchema(
            [columns.Length],
            [.. columns.Select(column => column.Name)],
            [.. columns.Select(column => column.Kind)],
            isTabular: true);
    }

    /// <summary>A name for each feature that fitted branches give, all different.</summary>
    internal static string[] Names(ImmutableArray<ColumnBranch> fitted)
    {
        var names = fitted.SelectMany(branch => NamesOf(branch).Select(name => (Name: name, branch.Transformer.Kind))).ToArray();
        var shared = names.CountBy(feature => feature.Name).Where(pair => pair.Value > 1).Select(pair => pair.Key).ToHashSet();
        var taken = new HashSet<string>();
        return [.. names.Select(feature =>
        {
            var wanted = shared.Contains(feature.Name) ? $"{feature.Name} ({feature.Kind})" : feature.Name;
            var name = wanted;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{wanted} {number}";
            }

            return name;
        })];
    }

    private static IEnumerable<string> NamesOf(ColumnBranch branch)
    {
        var output = branch.Transformer.Output;
        return output.Names.IsEmpty
            ? Enumerable.Range(0, output.Width).Select(at => $"{string.Join("+", branch.Columns)} {at}")
            : output.Names;
    }
}
