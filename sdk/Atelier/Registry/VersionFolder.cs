using System.Globalization;
using System.Text.Json;
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
        if (tags.Count > 0)
        {
            folder.WriteTags(tags);
        }

        var record = VersionRecord.Of(package, version, PackageDigest.OfFolder(folder.PackagePath), parent, now);
        folder.Write(RecordName, record);
        return record.ToVersion(tags, []);
    }

    /// <summary>The version, without its aliases.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or is that of another version.</exception>
    public ModelVersion Read(string model, int version)
    {
        var record = Read<VersionRecord>(RecordName);
        if (record.Model != model || record.Version != version)
        {
            throw new InvalidDataException(
                $"`{Path.Combine(path, RecordName)}` is that of version {record.Version} of `{record.Model}`; expected version {version} of `{model}`. Put the folder back where it was.");
        }

        return record.ToVersion(ReadTags(), []);
    }

    /// <summary>The package, checked against what was registered.</summary>
    /// <exception cref="InvalidDataException">It was damaged or changed.</exception>
    public ModelPackage ReadPackage(ModelVersion version) => PackageDigest.Read(PackagePath, version);

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

    private sealed record Removal(DateTimeOffset RemovedAt);
}
