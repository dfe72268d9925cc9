using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>Takes a <see cref="ModelPackage"/> apart into named bytes, and puts it together again.</summary>
internal static class PackageParts
{
    public const string Manifest = "manifest.json";
    public const string Graph = "model.onnx";
    public const string CardText = "MODEL_CARD.md";

    private const int FormatVersion = 1;
    private const string Signature = "signature.json";
    private const string Origin = "provenance.json";
    private const string Preprocessing = "preprocessing.json";
    private const string Evaluation = "evaluation.json";
    private const string Card = "card.json";
    private const string Profile = "profile.json";

    private static readonly string[] Reserved =
        [Manifest, Graph, CardText, Signature, Origin, Preprocessing, Evaluation, Card, Profile, Checksums.FileName];

    /// <summary>True for a name that is one file directly in a folder, on every system: no way out by separators, drives or dots.</summary>
    public static bool IsPlainName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:") < 0 && !name.Any(char.IsControl);

    /// <summary>Every part but the checksums, in ordinal order of the names.</summary>
    public static SortedDictionary<string, ReadOnlyMemory<byte>> Of(ModelPackage package)
    {
        var parts = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [Graph] = package.Graph.Bytes,
            [Signature] = PackageJson.Write(package.Signature),
            [Origin] = PackageJson.Write(package.Provenance),
            [CardText] = Encoding.UTF8.GetBytes(package.ToMarkdown()),
        };
        if (package.Preprocessing is not null)
        {
            parts[Preprocessing] = Encoding.UTF8.GetBytes(package.Preprocessing.ToJson().ToJsonString());
        }

        if (package.Report is not null)
        {
            parts[Evaluation] = PackageJson.Write(package.Report);
        }

        if (package.Card is not null)
        {
            parts[Card] = PackageJson.Write(package.Card);
        }

        if (package.Profile is not null)
        {
            parts[Profile] = Encoding.UTF8.GetBytes(package.Profile.ToJson());
        }

        AddDataFiles(package, parts);
        var files = package.Graph.DataFiles;
        var manifest = new PackageManifest(FormatVersion, package.Name, package.Graph.Inputs, package.Graph.Outputs, [.. parts.Keys])
        {
            DataFiles = files.Count == 0 ? null : [.. files.Select(file => file.Name)],
        };
        parts[Manifest] = PackageJson.Write(manifest);
        return parts;
    }

    /// <summary>The package that parts hold.</summary>
    /// <param name="root">Where they come from, for messages.</param>
    /// <param name="parts">Each part's bytes, as the checksums say they are.</param>
    /// <exception cref="InvalidDataException">A part is missing or holds something else, or they do not fit together.</exception>
    public static ModelPackage Assemble(string root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts)
    {
        var manifest = Parse<PackageManifest>(root, parts, Manifest);
        if (manifest.FormatVersion != FormatVersion)
        {
            throw new InvalidDataException(
                $"The package `{root}` has format version {manifest.FormatVersion}; this release of Atelier reads version {FormatVersion}. "
                + "Update the Atelier packages.");
        }

        if (manifest.Parts.Except(parts.Keys).FirstOrDefault() is { } missing)
        {
            throw new InvalidDataException($"The package `{root}` lacks its part `{missing}`. Copy the package again.");
        }

        try
        {
            return Assemble(root, parts, manifest);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The package `{root}` does not fit together: {error.Message}", error);
        }
    }

    /// <summary>The manifest among bytes that may be anything; null when it is none.</summary>
    public static PackageManifest? TryReadManifest(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<PackageManifest>(bytes, PackageJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ModelPackage Assemble(string root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts, PackageManifest manifest)
    {
        var preprocessing = manifest.Parts.Contains(Preprocessing)
            ? Transformers.FromJson(Parse<JsonObject>(root, parts, Preprocessing))
            : null;
        var graph = new OnnxGraph(Part(root, parts, Graph), manifest.GraphInputs, manifest.GraphOutputs)
        {
            DataFiles = [.. (manifest.DataFiles ?? []).Select(name => new OnnxDataFile(name, Part(root, parts, name)))],
        };
        var package = ModelPackage.Of(manifest.Name, graph, preprocessing, Parse<Provenance>(root, parts, Origin));
        var said = Parse<ModelSignature>(root, parts, Signature);
        if (said.ToString() != package.Signature.ToString() || !said.ClassNames.SequenceEqual(package.Signature.ClassNames))
        {
            throw new InvalidDataException(
                $"The package `{root}` does not fit together: `{Signature}` says {said}; its other parts make {package.Signature}.");
        }

        if (said.Notes is not null)
        {
            package = package.With([.. said.Notes]);
        }

        if (manifest.Parts.Contains(Card))
        {
            package = package.With(Parse<ModelCard>(root, parts, Card));
        }

        // Packages of earlier releases may hold weights under this name.
        if (manifest.Parts.Contains(Profile) && manifest.DataFiles?.Contains(Profile) != true)
        {
            var profile = Parse<ReferenceProfile>(root, parts, Profile);
            profile.EnsureWhole();
            package = package.With(profile);
        }

        return manifest.Parts.Contains(Evaluation) ? package.With(Parse<EvaluationReport>(root, parts, Evaluation)) : package;
    }

    private static void AddDataFiles(ModelPackage package, SortedDictionary<string, ReadOnlyMemory<byte>> parts)
    {
        var names = new HashSet<string>(Reserved, StringComparer.OrdinalIgnoreCase);
        foreach (var file in package.Graph.DataFiles)
        {
            if (!IsPlainName(file.Name) || !names.Add(file.Name))
            {
                throw new InvalidOperationException(
                    $"The graph of `{package.Name}` has a data file `{file.Name}`; expected a plain file name, once, and none that a part of a "
                    + $"package has ({string.Join(", ", Reserved)}). Export the model with another name for its weights.");
            }

            parts[file.Name] = file.Bytes;
        }
    }

    private static T Parse<T>(string root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Part(root, parts, name).Span, PackageJson.Options)
                ?? throw new InvalidDataException($"`{name}` of the package `{root}` holds null; expected an object.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"`{name}` of the package `{root}` cannot be read: {error.Message}", error);
        }
    }

    private static ReadOnlyMemory<byte> Part(string root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts, string name) =>
        parts.TryGetValue(name, out var bytes)
            ? bytes
            : throw new InvalidDataException($"The package `{root}` lacks its part `{name}`. Copy the package again.");
}
