using Atelier.Data;

namespace Atelier.Vision;

/// <summary>A folder of pictures with a sub-folder for each class.</summary>
/// <remarks>
/// Files named .jpg, .jpeg, .jpe, .jfif, .png, .webp, .bmp or .gif are taken, those in deeper sub-folders, too; hidden and other files are
/// counted in <see cref="Ignored"/>. Classes and files stand in ordinal order of their names, so that equal folders give equal datasets.
/// </remarks>
public sealed class ImageFolder
{
    private readonly ClassFolders _found;

    private ImageFolder(string name, ClassFolders found)
    {
        Name = name;
        _found = found;
        Files = [.. found.Files.Select(file => file.Path)];
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The names of the classes: those of the sub-folders.</summary>
    public IReadOnlyList<string> ClassNames => _found.ClassNames;

    /// <summary>The full path of each image; row i of the dataset is file i.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The class of each image.</summary>
    public ReadOnlyMemory<int> Labels => _found.Labels;

    /// <summary>The files below the folder that are not taken: hidden ones, other kinds, and those beside the sub-folders.</summary>
    public IReadOnlyList<string> Ignored => _found.Ignored;

    /// <summary>Opens a folder as a dataset whose images are decoded when they are asked for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Size, colour and scale of the rows; null takes the defaults.</param>
    /// <returns>A streamed dataset of shape (channels, height, width), named as the folder.</returns>
    /// <inheritdoc cref="Scan" path="/exception"/>
    public static Dataset Open(string folder, ImageOptions? options = null) => Scan(folder).ToDataset(options);

    /// <summary>Looks through a folder without opening its images.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no sub-folders, or one holds no image.</exception>
    public static ImageFolder Scan(string folder)
    {
        var found = ClassFolders.Find(folder, ImageLoading.IsImage, "images (.jpg, .png, .webp, .bmp or .gif)");
        return new ImageFolder(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), found);
    }

    /// <summary>The images as a dataset; they are decoded when they are asked for.</summary>
    /// <param name="options">Size, colour and scale of the rows; null takes the defaults.</param>
    /// <returns>
    /// A streamed dataset of shape (channels, height, width). Reading throws an <see cref="IOException"/> for a file that was deleted or changed
    /// since the folder was looked through, and an <see cref="InvalidDataException"/> for one that is no image, damaged or too large; both name it.
    /// </returns>
    public Dataset ToDataset(ImageOptions? options = null) =>
        Dataset.FromSource(Name, new ImageFileSource(_found.Files, options ?? new ImageOptions()), _found.Labels, _found.ClassNames);

    /// <summary>Images, classes and ignored files in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}: {Files.Count:N0} images in {ClassNames.Count} classes, {Ignored.Count:N0} other files ignored");
}
