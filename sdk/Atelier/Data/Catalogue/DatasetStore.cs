using System.Text;

namespace Atelier.Data;

/// <summary>Where the files of the catalogue's datasets lie on this machine, and how they come there.</summary>
internal static class DatasetStore
{
    /// <summary>The files of a dataset: inside the package, in a folder of the user's, or in the cache.</summary>
    /// <exception cref="ArgumentException">A folder is given for a dataset that has no files.</exception>
    /// <exception cref="DirectoryNotFoundException">The given folder does not exist or is a file.</exception>
    public static DatasetFiles Files(DatasetCard card, string? root)
    {
        if (root is null)
        {
            return card.Origin == DatasetOrigin.Downloaded
                ? DatasetFiles.In(CacheOf(card), $"Download it with `await Datasets.LoadAsync(\"{card.Name}\")`. " + ByHand(card, CacheOf(card)))
                : DatasetFiles.Shipped(card.Name);
        }

        var folder = FolderOf(card, root);
        return Directory.Exists(folder)
            ? DatasetFiles.In(folder, ByHand(card, folder))
            : throw new DirectoryNotFoundException(
                $"`root` is `{folder}`, which {(File.Exists(folder) ? "is a file" : "does not exist")}; expected the folder with the files of "
                + $"`{card.Name}`. {ByHand(card, folder)}");
    }

    /// <summary>Downloads those files of a part that are missing.</summary>
    /// <exception cref="IOException">No mirror gave a file, or it could not be stored; the message tells what was tried and what to do by hand.</exception>
    public static async Task EnsureAsync(
        CatalogueEntry entry, DatasetPart part, string? root, Downloader downloader, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var card = entry.Card;
        if (card.Origin != DatasetOrigin.Downloaded)
        {
            return;
        }

        var folder = root is null ? CacheOf(card) : FolderOf(card, root);
        var help = ByHand(card, folder);
        if (entry.IsPresent(DatasetFiles.In(folder, help), part))
        {
            return;
        }

        var wanted = entry.FilesOf(part).ToHashSet(StringComparer.Ordinal);
        foreach (var file in card.Files.Where(file => wanted.Contains(file.Name)))
        {
            await downloader.FetchAsync(file, folder, help, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a person can do without a connection.</summary>
    private static string ByHand(DatasetCard card, string folder)
    {
        if (card.Files.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder($"By hand: put these files into `{folder}`, under their published names, or give the folder that holds them as `root`:");
        foreach (var file in card.Files)
        {
            text.Append("\n  ").Append(file).Append(file.Urls.Count == 0 ? "" : "  " + file.Urls[0]);
        }

        return text.ToString();
    }

    private static string CacheOf(DatasetCard card) => Path.Combine(Datasets.CacheFolder, card.Name);

    private static string FolderOf(DatasetCard card, string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        return card.Origin == DatasetOrigin.Generated
            ? throw new ArgumentException($"`{card.Name}` is computed and has no files; leave `root` out.", nameof(root))
            : Path.GetFullPath(root);
    }
}
