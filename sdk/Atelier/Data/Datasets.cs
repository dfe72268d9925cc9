namespace Atelier.Data;

/// <summary>Datasets by name or from files.</summary>
public static class Datasets
{
    private static readonly string[] Shipped = ["digits"];

    /// <summary>Loads a dataset that comes with Atelier; nothing is downloaded.</summary>
    /// <param name="name">
    /// <c>digits</c>: 6,000 + 1,000 grey images of digits, 28 x 28, values 0 (paper) to 255 (ink), ten balanced classes.
    /// </param>
    /// <param name="part">The published training or test part, or both one after the other.</param>
    /// <exception cref="ArgumentException">There is no such dataset; the message lists the known ones.</exception>
    public static Dataset Load(string name, DatasetPart part = DatasetPart.All)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!Shipped.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"There is no dataset `{name}`; known are: {string.Join(", ", Shipped)}. For files of your own in MNIST's format call "
                + "Datasets.LoadIdx(folder).",
                nameof(name));
        }

        var key = name.ToLowerInvariant();
        return IdxFolder.Load(key, part, file =>
        {
            var path = $"datasets/{key}/{file}.gz";
            return (typeof(Datasets).Assembly.GetManifestResourceStream(path)
                ?? throw new InvalidDataException($"The Atelier assembly lacks its resource {path}; reinstall the package."), path);
        });
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
}
