using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>Writes and reads the folder of a <see cref="ModelPackage"/>.</summary>
internal static class PackageFolder
{
    private const int FormatVersion = 1;
    private const string Manifest = "manifest.json";
    private const string Graph = "model.onnx";
    private const string Signature = "signature.json";
    private const string Origin = "provenance.json";
    private const string Preprocessing = "preprocessing.json";
    private const string Evaluation = "evaluation.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static void Write(ModelPackage package, string folder, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || (Directory.Exists(target) && !overwrite))
        {
            throw new IOException($"`{target}` exists already. Give a new folder, or pass overwrite: true to replace a package.");
        }

        if (Directory.Exists(target) && WhyNotAPackage(target) is { } reason)
        {
            throw new IOException($"`{target}` exists already and is not replaced, for {reason}. Give another folder.");
        }

        var parent = Path.GetDirectoryName(target) ?? throw new IOException($"`{target}` is the root of a disk; give a folder in it.");
        Directory.CreateDirectory(parent);
        var temporary = Path.Combine(parent, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            var parts = Parts(package);
            foreach (var (name, bytes) in parts)
            {
                WriteThrough(Path.Combine(temporary, name), bytes.Span);
            }

            WriteThrough(Path.Combine(temporary, Checksums.FileName), Checksums.Format(parts));
            MoveInto(temporary, target);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    public static ModelPackage Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The package `{root}` does not exist; give a folder that ModelPackage.Save wrote.");
        }

        var parts = Checksums.ReadVerified(root);
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
            var preprocessing = manifest.Parts.Contains(Preprocessing)
                ? Transformers.FromJson(Parse<JsonObject>(root, parts, Preprocessing))
                : null;
            var graph = new OnnxGraph(Part(root, parts, Graph), manifest.GraphInputs, manifest.GraphOutputs);
            var package = ModelPackage.Of(manifest.Name, graph, preprocessing, Parse<Provenance>(root, parts, Origin));
            var said = Parse<ModelSignature>(root, parts, Signature);
            if (said.ToString() != package.Signature.ToString() || !said.ClassNames.SequenceEqual(package.Signature.ClassNames))
            {
                throw new InvalidDataException(
                    $"The package `{root}` does not fit together: `{Signature}` says {said}; its other parts make {package.Signature}.");
            }

            return manifest.Parts.Contains(Evaluation) ? package.With(Parse<EvaluationReport>(root, parts, Evaluation)) : package;
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The package `{root}` does not fit together: {error.Message}", error);
        }
    }

    /// <summary>What speaks against replacing a folder; null for one that holds a package and nothing else.</summary>
    private static string? WhyNotAPackage(string folder)
    {
        PackageManifest? manifest = null;
        try
        {
            manifest = JsonSerializer.Deserialize<PackageManifest>(File.ReadAllBytes(Path.Combine(folder, Manifest)), Json);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // Whatever is there, it is no package.
        }

        if (manifest is null)
        {
            return $"it holds no package: its `{Manifest}` is missing or another kind of file";
        }

        var foreign = Directory.EnumerateFileSystemEntries(folder)
            .Select(path => Path.GetFileName(path))
            .Except([.. manifest.Parts, Manifest, Checksums.FileName])
            .FirstOrDefault();
        return foreign is null ? null : $"it holds `{foreign}`, which is no part of the package";
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Parts(ModelPackage package)
    {
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [Graph] = package.Graph.Bytes,
            [Signature] = JsonSerializer.SerializeToUtf8Bytes(package.Signature, Json),
            [Origin] = JsonSerializer.SerializeToUtf8Bytes(package.Provenance, Json),
        };
        if (package.Preprocessing is not null)
        {
            parts[Preprocessing] = Encoding.UTF8.GetBytes(package.Preprocessing.ToJson().ToJsonString());
        }

        if (package.Report is not null)
        {
            parts[Evaluation] = JsonSerializer.SerializeToUtf8Bytes(package.Report, Json);
        }

        var manifest = new PackageManifest(
            FormatVersion, package.Name, package.Graph.Inputs, package.Graph.Outputs, [.. parts.Keys.Order(StringComparer.Ordinal)]);
        parts[Manifest] = JsonSerializer.SerializeToUtf8Bytes(manifest, Json);
        return parts;
    }

    private static T Parse<T>(string root, Dictionary<string, ReadOnlyMemory<byte>> parts, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Part(root, parts, name).Span, Json)
                ?? throw new InvalidDataException($"`{name}` of the package `{root}` holds null; expected an object.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"`{name}` of the package `{root}` cannot be read: {error.Message}", error);
        }
    }

    private static ReadOnlyMemory<byte> Part(string root, Dictionary<string, ReadOnlyMemory<byte>> parts, string name) =>
        parts.TryGetValue(name, out var bytes)
            ? bytes
            : throw new InvalidDataException($"The package `{root}` lacks its part `{name}`. Copy the package again.");

    private static void WriteThrough(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static void MoveInto(string temporary, string target)
    {
        var old = Directory.Exists(target) ? $"{temporary}.old" : null;
        if (old is not null)
        {
            Directory.Move(target, old);
        }

        try
        {
            Directory.Move(temporary, target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, target);
            throw;
        }

        try
        {
            if (old is not null)
            {
                Directory.Delete(old, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The new package is in place; what is left of the old one harms nobody.
        }
    }
}
