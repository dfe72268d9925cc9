using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>A dataset of the catalogue: its card and how its files are read.</summary>
internal sealed record CatalogueEntry(DatasetCard Card)
{
    /// <summary>Reads a part, which the dataset has.</summary>
    public required Func<DatasetFiles, DatasetPart, Dataset> Load { get; init; }

    /// <summary>Reads a part as a table; null where it is none.</summary>
    public Func<DatasetFiles, DatasetPart, DataFrame>? LoadFrame { get; init; }

    /// <summary>Makes a part with boxes for detection; null where it is none.</summary>
    public Func<DatasetPart, DetectionDataset>? LoadDetection { get; init; }

    /// <summary>Whether the files of a part are there, under their published names or others that <see cref="Load"/> reads.</summary>
    public required Func<DatasetFiles, DatasetPart, bool> IsPresent { get; init; }

    /// <summary>The published files of a part.</summary>
    public required Func<DatasetPart, IEnumerable<string>> FilesOf { get; init; }
}
