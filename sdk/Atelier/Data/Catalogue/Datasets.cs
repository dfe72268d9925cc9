using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Datasets by name or from files.</summary>
/// <remarks>
/// <see cref="All"/> is the catalogue. Some datasets come with Atelier or are computed; the others are downloaded on request by
/// <see cref="LoadAsync"/> into <see cref="CacheFolder"/>, or read from a local copy whose folder is given as <c>root</c>.
/// </remarks>
public static class Datasets
{
    private static readonly Lazy<IReadOnlyList<DatasetCard>> Cards = new(() => [.. Catalogue.Entries.Select(entry => entry.Card)]);

    /// <summary>The cards of all datasets that are known by name; those that need no download come first.</summary>
    public static IReadOnlyList<DatasetCard> All => Cards.Value;

    /// <summary>The folder for downloads, with a folder a dataset in it.</summary>
    /// <value>
    /// The environment variable <c>ATELIER_DATA</c>; where it is not set <c>~/.cache/atelier/datasets</c> on Linux (<c>XDG_CACHE_HOME</c>
    /// counts), <c>~/Library/Caches/atelier/datasets</c> on macOS and <c>%LOCALAPPDATA%\Atelier\Datasets</c> on Windows.
    /// </value>
    public static string CacheFolder => CacheLocation.Find(Environment.GetEnvironmentVariable);

    /// <summary>The card of a dataset: what it is, its licence and source, its files and their checksums.</summary>
    /// <param name="name">A name of the catalogue, such as <c>mnist</c>; upper and lower case alike.</param>
    /// <exception cref="ArgumentException">There is no such dataset; the message lists the known ones.</exception>
    public static DatasetCard Describe(string name) => Catalogue.Find(name).Card;

    /// <summary>Loads a dataset of the catalogue; nothing is downloaded.</summary>
    /// <param name="name">A name of the catalogue, such as <c>digits</c>; upper and lower case alike.</param>
    /// <param name="part">A published part, or all of them one after the other.</param>
    /// <param name="root">
    /// The folder with the dataset's files under their published names, for a local copy; its content need not be that of the published
    /// files. Null for the files of the package or of <see cref="CacheFolder"/>.
    /// </param>
    /// <returns>Images as unscaled numbers, tables and texts as named columns, the label as class where there is one.</returns>
    /// <exception cref="ArgumentException">There is no such dataset or part; the message lists the known ones.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, damaged or another one.</exception>
    public static Dataset Load(string name, DatasetPart part = DatasetPart.All, string? root = null)
    {
        var entry = Catalogue.Find(name);
        EnsurePart(entry.Card, part);
        return entry.Load(DatasetStore.Files(entry.Card, root), part);
    }

    /// <summary>Loads a dataset of the catalogue, downloading what is missing.</summary>
    /// <param name="name">A name of the catalogue; upper and lower case alike.</param>
    /// <param name="part">A published part, or all of them one after the other; only the files of the part are fetched.</param>
    /// <param name="root">The folder to keep the files in; null for one in <see cref="CacheFolder"/>.</param>
    /// <param name="progress">Told of every piece of a file that arrives.</param>
    /// <param name="cancellationToken">Stops the download; a later call goes on where it stopped.</param>
    /// <returns>What <see cref="Load"/> gives.</returns>
    /// <remarks>
    /// Every file is checked with its published checksum before it gets its name. A transfer that is cut goes on where it stopped,
    /// mirrors are tried in turn, and of several processes one downloads and the others wait. A file that is there is not fetched again:
    /// delete one that has been damaged since.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such dataset or part; the message lists the known ones.</exception>
    /// <exception cref="IOException">The download failed; the message says what was tried and where to put the files by hand.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<Dataset> LoadAsync(
        string name,
        DatasetPart part = DatasetPart.All,
        string? root = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        await FetchAsync(name, part, root, progress, cancellationToken).ConfigureAwait(false);
        return Load(name, part, root);
    }

    /// <summary>Loads a table of the catalogue as a data frame; nothing is downloaded.</summary>
    /// <param name="name">A dataset whose card says <see cref="DatasetCard.IsTable"/>, such as <c>churn</c>.</param>
    /// <param name="part">A published part, or all of them one after the other.</param>
    /// <param name="root">The folder with the dataset's files; null for the files of the package or of <see cref="CacheFolder"/>.</param>
    /// <returns>Every column of the table, the label included, with its type and with nulls where a value is missing.</returns>
    /// <exception cref="ArgumentException">There is no such table or part; the message lists the known ones.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, damaged or another one.</exception>
    public static DataFrame LoadFrame(string name, DatasetPart part = DatasetPart.All, string? root = null)
    {
        var entry = Catalogue.Find(name);
        var load = entry.LoadFrame ?? throw new ArgumentException(
            $"`{entry.Card.Name}` is not a table; tables are: {Listed(card => card.IsTable)}. Load it with Datasets.Load(\"{entry.Card.Name}\").",
            nameof(name));
        EnsurePart(entry.Card, part);
        return load(DatasetStore.Files(entry.Card, root), part);
    }

    /// <summary>Loads a table of the catalogue as a data frame, downloading what is missing.</summary>
    /// <param name="name">A dataset whose card says <see cref="DatasetCard.IsTable"/>, such as <c>penguins</c>.</param>
    /// <param name="part">A published part, or all of them one after the other.</param>
    /// <param name="root">The folder to keep the files in; null for one in <see cref="CacheFolder"/>.</param>
    /// <param name="progress">Told of every piece of a file that arrives.</param>
    /// <param name="cancellationToken">Stops the download; a later call goes on where it stopped.</param>
    /// <returns>What <see cref="LoadFrame"/> gives.</returns>
    /// <exception cref="ArgumentException">There is no such table or part; the message lists the known ones.</exception>
    /// <exception cref="IOException">The download failed; the message says what was tried and where to put the files by hand.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DataFrame> LoadFrameAsync(
        string name,
        DatasetPart part = DatasetPart.All,
        string? root = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        await FetchAsync(name, part, root, progress, cancellationToken).ConfigureAwait(false);
        return LoadFrame(name, part, root);
    }

    /// <summary>Loads pictures with boxes for detection.</summary>
    /// <param name="name"><c>shapes</c>: 2,000 + 500 pictures of 256 x 256 pixels, drawn when they are read.</param>
    /// <param name="part">A published part, or all of them one after the other.</param>
    /// <exception cref="ArgumentException">There is no such dataset or part, or it has no boxes.</exception>
    public static DetectionDataset LoadDetection(string name, DatasetPart part = DatasetPart.All)
    {
        var entry = Catalogue.Find(name);
        var load = entry.LoadDetection ?? throw new ArgumentException(
            $"`{entry.Card.Name}` has no boxes; datasets for detection are: "
            + $"{string.Join(", ", Catalogue.Entries.Where(other => other.LoadDetection is not null).Select(other => other.Card.Name))}.",
            nameof(name));
        EnsurePart(entry.Card, part);
        return load(part);
    }

    /// <summary>Loads a folder in MNIST's format: IDX files, plain or compressed with gzip.</summary>
    /// <param name="folder">
    /// Holds <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c>, each with or without <c>.gz</c>. Only the files of the wanted part are needed.
    /// </param>
    /// <param name="part">The training or test part, or both one after the other.</param>
    /// <returns>Features are the stored numbers unscaled (0 to 255 for bytes); the name is that of the folder.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, mislabelled or does not fit the others.</exception>
    public static Dataset LoadIdx(string folder, DatasetPart part = DatasetPart.All)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder `{Path.GetFullPath(folder)}` does not exist; give a folder with IDX files.");
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return IdxFolder.Load(name, part, file =>
        {
            foreach (var path in new[] { Path.Combine(folder, file), Path.Combine(folder, file + ".gz") })
            {
                if (File.Exists(path))
                {
                    return (File.OpenRead(path), path);
                }
            }

            throw new FileNotFoundException(
                $"`{Path.GetFullPath(folder)}` has neither `{file}` nor `{file}.gz`. Put MNIST's four files there under their published names.",
                Path.Combine(folder, file));
        });
    }

    private static Task FetchAsync(string name, DatasetPart part, string? root, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var entry = Catalogue.Find(name);
        EnsurePart(entry.Card, part);
        return DatasetStore.EnsureAsync(entry, part, root, Downloader.Shared, progress, cancellationToken);
    }

    private static void EnsurePart(DatasetCard card, DatasetPart part)
    {
        if (!Enum.IsDefined(part))
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, $"Expected one of {string.Join(", ", Enum.GetNames<DatasetPart>())}.");
        }

        if (part != DatasetPart.All && !card.Parts.Contains(part))
        {
            throw new ArgumentException(
                $"`{card.Name}` has no published part {part}; it has {(card.Parts.Count == 0 ? "none" : string.Join(" and ", card.Parts))}. "
                + "Load all of it and divide it with Split.",
                nameof(part));
        }
    }

    private static string Listed(Func<DatasetCard, bool> isWanted) => string.Join(", ", All.Where(isWanted).Select(card => card.Name));
}
