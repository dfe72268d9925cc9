using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Image files as a dataset, wherever they lie.</summary>
public static class ImageFiles
{
    /// <summary>Opens files as a dataset whose images are decoded when they are asked for.</summary>
    /// <param name="name">What the data is called in reports.</param>
    /// <param name="paths">The files; row i is file i.</param>
    /// <param name="options">Size, colour and scale of the rows; null takes the defaults.</param>
    /// <param name="labels">One class index a file; empty for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="targets">One number to predict a file, for regression; empty where there is none.</param>
    /// <returns>A streamed dataset of shape (channels, height, width).</returns>
    /// <exception cref="FileNotFoundException">One of the files does not exist.</exception>
    /// <exception cref="ArgumentException">There are no files, or the numbers of files and labels differ.</exception>
    public static Dataset Open(
        string name,
        IEnumerable<string> paths,
        ImageOptions? options = null,
        ReadOnlyMemory<int> labels = default,
        IReadOnlyList<string>? classNames = null,
        ReadOnlyMemory<float> targets = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        FileStamp[] files = [.. paths.Select(path => FileStamp.Of(new FileInfo(path)))];
        return files.Length > 0
            ? Dataset.FromSource(name, new ImageFileSource(files, options ?? new ImageOptions()), labels, classNames, targets: targets)
            : throw new ArgumentException("`paths` is empty; expected at least one image file.", nameof(paths));
    }
}
