using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>The folder of one version: <c>version.json</c>, <c>package</c>, <c>tags.json</c>, and <c>removed.json</c> once its package is gone.</summary>
internal sealed class VersionFolder(string path)
{
    private const string RecordName = "version.json";
    private const string PackageName = "package";
    private const string TagsName = "tags.json";
    private const string RemovedName = "removed.json";

    private string PackagePath => Path.Combine(path, PackageName);

    /// <summary>When its package was removed; null while it is there.</summary>
    public DateTimeOffset? RemovedAt => File.Exists(Path.Combine(path, RemovedName)) ? Read<Removal>(RemovedName).RemovedAt : null;

    /// <summary>Writes everything of a version that nobody sees yet.</summary>
    public static ModelVersion Fill(string path, ModelPackage package, int version, int? parent, IReadOnlyDictionary<string, string> tags, DateTimeOffset now)
    {
        var folder = new VersionFolder(path);
        Directory.CreateDirectory(path);
        package.Save(folder.PackagePath);
        var made = new ModelVersion
        {
            Model = package.Name,
            Version = version,
            RegisteredAt = now,
            Digest = folder.Digest(),
            Parent = parent,
            TrainedAt = package.Provenance.CreatedAt,
            Data = package.Provenance.Data,
            Commit = package.Provenance.Commit,
            Metrics = package.Report?.Metrics ?? [],
            Tags = tags,
        };
        if (tags.Count > 0)
        {
            folder.WriteTags(tags);
        }

        folder.Write(RecordName, new Record(made.Model, made.Version, made.RegisteredAt, made.Digest, made.Parent, made.TrainedAt, made.Data, made.Commit, made.Metrics));
        return made;
    }

    /// <summary>The version, without its aliases.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or is that of another version.</exception>
    public ModelVersion Read(string model, int version)
    {
        var record = Read<Record>(RecordName);
        if (record.Model != model || record.Version != version)
        {
            throw new InvalidDataException(
                $"`{Path.Combine(path, RecordName)}` is that of version {record.Version} of `{record.Model}`; expected version {version} of `{model}`. Put the folder back where it was.");
        }

        return new ModelVersion
        {
            Model = record.Model,
            Version = record.Version,
            RegisteredAt = record.RegisteredAt,
            Digest = record.Digest,
            Parent = record.Parent,
            TrainedAt = record.TrainedAt,
            Data = record.Data,
            Commit = record.Commit,
            Metrics = record.Metrics,
            Tags = ReadTags(),
        };
    }

    /// <summary>The package, checked against what was registered.</summary>
    /// <exception cref="InvalidDataException">It was damaged or changed.</exception>
    public ModelPackage ReadPackage(ModelVersion version)
    {
        var digest = Digest();
        return digest == version.Digest
            ? ModelPackage.Load(PackagePath)
            : throw new InvalidDataException(
                $"The package `{PackagePath}` has the digest {digest}; {version} was registered with {version.Digest}. It was changed since: a version never changes, so put back what was registered.");
    }

    public IReadOnlyDictionary<string, string> ReadTags() => File.Exists(Path.Combine(path, TagsName)) ? Read<Dictionary<string, string>>(TagsName) : new Dictionary<string, string>();

    public void WriteTags(IReadOnlyDictionary<string, string> tags) => Write(TagsName, new SortedDictionary<string, string>(tags.ToDictionary(), StringComparer.Ordinal));

    /// <summary>Marks the version as removed, then frees the disk; a mark whose package is still there is the work of a process that was ended, and is finished.</summary>
    public void Remove(DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            Write(RemovedName, new Removal(now));
        }

        if (Directory.Exists(PackagePath))
        {
            Directory.Delete(PackagePath, recursive: true);
        }
    }

    private string Digest()
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(PackagePath, Checksums.FileName))));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"The package `{PackagePath}` lacks `{Checksums.FileName}`. Copy the package there again.", error);
        }
    }

    private void Write<T>(string name, T value) => AtomicFile.Write(Path.Combine(path, name), PackageJson.Write(value), Path.GetDirectoryName(path)!);

    private T Read<T>(string name)
    {
        var file = Path.Combine(path, name);
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), PackageJson.Options) ?? throw new InvalidDataException($"`{file}` holds null; expected an object.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"`{file}` cannot be read: {error.Message} Restore it from a backup, or remove its folder."), error);
        }
    }

    private sealed record Record(
        string Model, int Version, DateTimeOffset RegisteredAt, string Digest, int? Parent, DateTimeOffset TrainedAt, DataSummary Data, string? Commit, IReadOnlyList<MetricValue> Metrics);

    private sealed record Removal(DateTimeOffset RemovedAt);
}
