using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Images in one sub-folder a class.</summary>
internal static class ImageFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp" };

    public static DataFrame List(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var root = new DirectoryInfo(Path.GetFullPath(folder));
        if (!root.Exists)
        {
            throw new DirectoryNotFoundException($"There is no folder `{root.FullName}`.");
        }

        var found = root.EnumerateDirectories()
            .OrderBy(directory => directory.Name, StringComparer.Ordinal)
            .SelectMany(directory => Images(directory).Select(path => (path, directory.Name)))
            .ToArray();
        return found.Length > 0
            ? new DataFrame(
                new StringDataFrameColumn("path", found.Select(image => image.path)),
                new StringDataFrameColumn("label", found.Select(image => image.Name)))
            : throw new InvalidDataException(
                $"`{root.FullName}` has no images in sub-folders; expected one sub-folder a class, with files of {string.Join(", ", Extensions)} in it.");
    }

    private static IEnumerable<string> Images(DirectoryInfo directory) => directory
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(file.Extension))
        .Select(file => file.FullName)
        .Order(StringComparer.Ordinal);
}
