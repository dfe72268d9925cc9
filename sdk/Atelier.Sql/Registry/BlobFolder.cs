using System.Text.Json;
using Atelier.Packaging;
using Atelier.Registry;

namespace Atelier.Sql;

/// <summary>The packages of a registry beside its database, each in a folder named by its digest: equal ones are kept once.</summary>
/// <remarks>
/// <c>registry.json</c> says which registry they belong to: another one would take them for garbage, and a share that is not mounted is
/// told from an empty one. What begins with a dot is unfinished, or was put aside to be deleted; its name begins with the digest, too.
/// Who writes or deletes a package holds the database's lock of its digest.
/// </remarks>
internal sealed class BlobFolder(string root)
{
    private const string MarkName = "registry.json";
    private const int DigestLength = 64;

    private string MarkPath => Path.Combine(root, MarkName);

    /// <summary>Makes the folder that of a new registry.</summary>
    /// <exception cref="IOException">It holds something already.</exception>
    public void Mark(BlobMark mark)
    {
        Directory.CreateDirectory(root);
        // The mark alone is the work of a process that ended before its database knew of the registry.
        var names = Directory.EnumerateFileSystemEntries(root).Select(path => Path.GetFileName(path));
        if (names.FirstOrDefault(name => name != MarkName && !IsUnfinished(name)) is { } foreign)
        {
            throw new IOException(
                $"`{root}` holds `{foreign}` already; expected an empty folder for the packages of a new registry. "
                + "Give it a folder of its own.");
        }

        AtomicFile.Clean(root);
        AtomicFile.Write(MarkPath, PackageJson.Write(mark), root);
    }

    /// <summary>Makes sure that the folder is that of a registry.</summary>
    /// <exception cref="IOException">It is another one, or not there.</exception>
    public void EnsureMarked(BlobMark mark)
    {
        var found = ReadMark();
        if (found is null)
        {
            throw new IOException(
                $"`{root}` lacks the file `{MarkName}`; expected the folder with the packages of registry {mark.Registry}. "
                + "Give the folder that was given first, and see that its share is mounted.");
        }

        if (found != mark)
        {
            throw new IOException(
                $"`{root}` holds the packages of registry {found.Registry}; expected those of {mark.Registry}. "
                + "Give the folder that was first used with this database and schema.");
        }
    }

    /// <summary>Writes a package, unless it is there; one that was damaged is written anew.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left then.</exception>
    public void Keep(ModelPackage package, string digest)
    {
        var path = PathOf(digest);
        if (Directory.Exists(path))
        {
            if (IsWhole(path, digest))
            {
                return;
            }

            Delete(digest);
        }

        package.Save(path);
    }

    /// <summary>Reads the package of a version, and checks every byte.</summary>
    /// <exception cref="InvalidDataException">It is missing or was damaged.</exception>
    public ModelPackage Read(ModelVersion version) => PackageDigest.Read(PathOf(version.Digest), version);

    /// <summary>The digests of all packages.</summary>
    public IReadOnlyCollection<string> Finished() => Digests(isFinished: true);

    /// <summary>The digests of what is being written, and of what was left unfinished.</summary>
    public IReadOnlyCollection<string> Unfinished() => Digests(isFinished: false);

    /// <summary>Deletes a package, in one step for those that read it, and what is left of unfinished ones.</summary>
    public void Delete(string digest)
    {
        var path = PathOf(digest);
        if (Directory.Exists(path))
        {
            Directory.Move(path, PackageFolder.TemporaryBeside(path));
        }

        DeleteUnfinished(digest);
    }

    /// <summary>Deletes what processes that were ended left of a package.</summary>
    public void DeleteUnfinished(string digest)
    {
        foreach (var path in Directory.EnumerateDirectories(root, $".{digest}.*"))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static bool IsWhole(string path, string digest)
    {
        try
        {
            if (PackageDigest.OfFolder(path) != digest)
            {
                return false;
            }

            _ = ModelPackage.Load(path);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsUnfinished(string name) => name.StartsWith(AtomicFile.Unfinished, StringComparison.Ordinal);

    private HashSet<string> Digests(bool isFinished) => Directory.EnumerateDirectories(root)
        .Select(path => Path.GetFileName(path))
        .Where(name => name.StartsWith('.') != isFinished)
        .Select(name => name.TrimStart('.').Split('.')[0])
        .Where(name => name.Length == DigestLength && name.All(char.IsAsciiHexDigitLower))
        .ToHashSet();

    private string PathOf(string digest) => Path.Combine(root, digest);

    private BlobMark? ReadMark()
    {
        try
        {
            return JsonSerializer.Deserialize<BlobMark>(File.ReadAllBytes(MarkPath), PackageJson.Options);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"`{MarkPath}` cannot be read: {error.Message} Restore it from a backup.", error);
        }
    }
}
