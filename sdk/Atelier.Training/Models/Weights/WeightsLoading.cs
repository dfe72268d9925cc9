using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One loading of weights: first compares all names and shapes, then copies.</summary>
internal sealed class WeightsLoading
{
    private readonly SafeTensorsFile _file;
    private readonly List<(SafeTensorsEntry From, Tensor To)> _copies = [];

    public WeightsLoading(IReadOnlyDictionary<string, Tensor> model, SafeTensorsFile file, Func<string, string?> rename)
    {
        _file = file;
        var sources = Rename(file, rename, out var skipped);
        var loaded = new List<string>();
        var mismatches = new List<WeightsShapeMismatch>();
        var conversions = new List<WeightsConversion>();
        foreach (var (name, tensor) in model)
        {
            if (!sources.TryGetValue(name, out var entry))
            {
                continue;
            }

            if (!entry.Shape.AsSpan().SequenceEqual(tensor.shape))
            {
                mismatches.Add(new(name, tensor.shape, entry.Shape));
                continue;
            }

            var type = file.TorchType(entry);
            if (type != tensor.dtype)
            {
                conversions.Add(new(name, type, tensor.dtype));
            }

            loaded.Add(name);
            _copies.Add((entry, tensor));
        }

        // A tensor that two layers share may stand in the file once: it is loaded under the other name.
        var given = _copies.Select(copy => copy.To).ToHashSet(ReferenceEqualityComparer.Instance);
        Report = new()
        {
            Loaded = loaded,
            Missing = [.. model.Where(pair => !sources.ContainsKey(pair.Key) && !given.Contains(pair.Value)).Select(pair => pair.Key)],
            Unexpected = [.. sources.Keys.Where(name => !model.ContainsKey(name))],
            Skipped = skipped,
            ShapeMismatches = mismatches,
            Conversions = conversions,
        };
    }

    public WeightsReport Report { get; }

    /// <summary>What to do about a report that is not complete.</summary>
    public string Advice => Prefix() is { } prefix
        ? $"Names in the file begin with `{prefix}`; take it off with rename: name => name.StartsWith(\"{prefix}\") ? name[{prefix.Length}..] : name."
        : "Check that the file is of this model, map names with `rename`, or load what matches with strict: false.";

    public void Run()
    {
        foreach (var (from, to) in _copies)
        {
            _file.CopyTo(from.Name, to);
        }
    }

    private static Dictionary<string, SafeTensorsEntry> Rename(SafeTensorsFile file, Func<string, string?> rename, out List<string> skipped)
    {
        var sources = new Dictionary<string, SafeTensorsEntry>();
        skipped = [];
        foreach (var entry in file.Tensors)
        {
            var name = rename(entry.Name);
            if (name is null)
            {
                skipped.Add(entry.Name);
            }
            else if (!sources.TryAdd(name, entry))
            {
                throw new ArgumentException(
                    $"`rename` gives `{sources[name].Name}` and `{entry.Name}` both the name `{name}`; expected one name for each, or null to leave one out.",
                    nameof(rename));
            }
        }

        return sources;
    }

    /// <summary>The first part of the unexpected names, when without it each is one that the model misses.</summary>
    private string? Prefix()
    {
        var missing = Report.Missing.ToHashSet();
        return Report.Unexpected
            .Select(name => name[..(name.IndexOf('.', StringComparison.Ordinal) + 1)])
            .Where(prefix => prefix.Length > 0)
            .Distinct()
            .FirstOrDefault(prefix => Report.Unexpected.All(
                name => name.StartsWith(prefix, StringComparison.Ordinal) && missing.Contains(name[prefix.Length..])));
    }
}
