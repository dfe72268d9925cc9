using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>The datasets that Atelier knows by name.</summary>
internal static class Catalogue
{
    /// <summary>Shipped and computed datasets first.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        Idx(CatalogueCards.Digits, null),
        Shapes(),
        Table(CatalogueCards.Churn, CatalogueTables.Churn),
        Table(CatalogueCards.Reviews, CatalogueTables.Reviews),
        Table(CatalogueCards.Phrases, CatalogueTables.Phrases),
        Table(CatalogueCards.Sensors, CatalogueTables.Sensors),
        Idx(CatalogueCards.Mnist, null),
        Idx(
            CatalogueCards.FashionMnist,
            ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]),
        new CatalogueEntry(CatalogueCards.Cifar10)
        {
            Load = (files, part) => CifarFolder.Load("cifar-10", part, files),
            IsPresent = CifarFolder.IsPresent,
            FilesOf = _ => [CifarFolder.Archive],
        },
        Table(CatalogueCards.Iris, CatalogueTables.Iris),
        Table(CatalogueCards.Penguins, CatalogueTables.Penguins),
        Table(CatalogueCards.Titanic, CatalogueTables.Titanic),
        Frame(
            CatalogueCards.Multi30k,
            ParallelText.Read,
            label: null,
            (files, part) => ParallelText.FilesOf(part).All(file => files.HasAny(file, file[..^3])),
            ParallelText.FilesOf),
        Frame(
            CatalogueCards.RtPolarity,
            (files, _) => PolarityFolder.Read(files),
            label: "polarity",
            (files, _) => PolarityFolder.IsPresent(files),
            _ => [PolarityFolder.Archive]),
    ];

    /// <summary>The entry of a name, upper and lower case alike.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known ones and the most similar.</exception>
    public static CatalogueEntry Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (Entries.FirstOrDefault(entry => string.Equals(entry.Card.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        var names = Entries.Select(entry => entry.Card.Name).ToArray();
        var similar = NameDistance.Nearest(name.Trim(), names);
        throw new ArgumentException(
            $"There is no dataset `{name}`; known are: {string.Join(", ", names)}."
            + (similar is null ? "" : $" Did you mean `{similar}`?")
            + " For files of your own in MNIST's format call Datasets.LoadIdx(folder).",
            nameof(name));
    }

    private static CatalogueEntry Idx(DatasetCard card, IReadOnlyList<string>? classNames) => new(card)
    {
        Load = (files, part) =>
        {
            var data = IdxFolder.Load(card.Name, part, file => files.Open(file + ".gz", file));
            return classNames is null ? data : new Dataset(card.Name, data.Features, data.FeatureShape, data.Labels, classNames);
        },
        IsPresent = (files, part) => IdxNames(part).All(file => files.HasAny(file, file[..^3])),
        FilesOf = IdxNames,
    };

    private static CatalogueEntry Shapes() => new(CatalogueCards.Shapes)
    {
        Load = (_, part) => ShapesSource.Load(part).Images,
        LoadDetection = ShapesSource.Load,
        IsPresent = (_, _) => true,
        FilesOf = _ => [],
    };

    private static CatalogueEntry Table(DatasetCard card, TableFiles table) => new(card)
    {
        Load = (files, part) => table.ToDataset(card.Name, table.Read(files, part)),
        LoadFrame = table.Read,
        IsPresent = (files, part) => table.FilesOf(part).All(file => files.HasAny(file)),
        FilesOf = table.FilesOf,
    };

    private static CatalogueEntry Frame(
        DatasetCard card,
        Func<DatasetFiles, DatasetPart, DataFrame> read,
        string? label,
        Func<DatasetFiles, DatasetPart, bool> isPresent,
        Func<DatasetPart, IEnumerable<string>> filesOf) => new(card)
        {
            Load = (files, part) => read(files, part).ToDataset(label, name: card.Name),
            LoadFrame = read,
            IsPresent = isPresent,
            FilesOf = filesOf,
        };

    private static IEnumerable<string> IdxNames(DatasetPart part) => new[] { (DatasetPart.Train, "train"), (DatasetPart.Test, "t10k") }
        .Where(file => part == DatasetPart.All || file.Item1 == part)
        .SelectMany(file => new[] { $"{file.Item2}-images-idx3-ubyte.gz", $"{file.Item2}-labels-idx1-ubyte.gz" });
}
