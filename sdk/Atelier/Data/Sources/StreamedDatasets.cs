using System.Numerics.Tensors;

namespace Atelier.Data;

/// <summary>Opens files of images as datasets whose rows are read when they are asked for, however large the files are.</summary>
/// <remarks>
/// Only labels are held in memory. A file stays open as long as a dataset over it, or a part of one, is in use; one compressed with gzip
/// is first unpacked into a temporary file, which goes with it. Reading refuses a file that was changed since it was opened.
/// </remarks>
public static class StreamedDatasets
{
    private const int CifarPixels = 3 * 32 * 32;

    /// <summary>Opens a folder in MNIST's format, as <see cref="Datasets.LoadIdx"/> loads it.</summary>
    /// <param name="folder">Holds the four files under their published names, each with or without <c>.gz</c>.</param>
    /// <param name="part">The training or test part, or both one after the other; only its files are needed.</param>
    /// <returns>A streamed dataset of the stored numbers, unscaled; the name is that of the folder.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, mislabelled or does not fit the others.</exception>
    public static Dataset OpenIdx(string folder, DatasetPart part = DatasetPart.All)
    {
        string[] prefixes = part switch
        {
            DatasetPart.Train => ["train"],
            DatasetPart.Test => ["t10k"],
            DatasetPart.All => ["train", "t10k"],
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Expected All, Train or Test."),
        };
        var files = new FolderFiles(folder);
        return Join(files.Name, [.. prefixes.Select(prefix =>
            IdxSource.Open(files.Find($"{prefix}-images-idx3-ubyte"), files.Find($"{prefix}-labels-idx1-ubyte")))]);
    }

    /// <summary>Opens an IDX file of your own, and one with labels where there is one.</summary>
    /// <param name="features">A file of at least two dimensions, the first of which counts the rows; plain or compressed with gzip.</param>
    /// <param name="labels">A file of one dimension, a whole number from 0 a row; null for unlabelled data.</param>
    /// <returns>A streamed dataset of the stored numbers, unscaled; the name is that of the features' file.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, not IDX, or does not fit the other.</exception>
    public static Dataset OpenIdxFile(string features, string? labels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(features);
        return Join(Path.GetFileName(features), [IdxSource.Open(features, labels)]);
    }

    /// <summary>Opens a folder in the binary version of CIFAR-10.</summary>
    /// <param name="folder">
    /// Holds <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, each with or without <c>.gz</c>.
    /// </param>
    /// <param name="part">The training or test part, or both one after the other; only its files are needed.</param>
    /// <returns>A streamed dataset of shape (3, 32, 32): red, green and blue planes from 0 to 255; the name is that of the folder.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, or a label is not from 0 to 9.</exception>
    public static Dataset OpenCifar10(string folder, DatasetPart part = DatasetPart.All)
    {
        string[] train = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];
        string[] names = part switch
        {
            DatasetPart.Train => train,
            DatasetPart.Test => ["test_batch.bin"],
            DatasetPart.All => [.. train, "test_batch.bin"],
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Expected All, Train or Test."),
        };
        var files = new FolderFiles(folder);
        string[] classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        return Join(files.Name, [.. names.Select(name => OpenCifarBatch(files.Find(name)))], classes);
    }

    private static (IFeatureSource Source, int[] Labels) OpenCifarBatch(string path)
    {
        const int record = 1 + CifarPixels;
        var file = DataFile.Open(path);
        var count = (int)Math.Min(file.Length / record, int.MaxValue);
        if (count == 0 || file.Length % record != 0)
        {
            throw new InvalidDataException(
                $"`{path}` holds {file.Length} bytes; expected a multiple of {record}, a label and 3 x 32 x 32 values an image. "
                + "It is truncated or in another format than CIFAR-10's binary version; fetch it again.");
        }

        var labels = new int[count];
        Span<byte> label = stackalloc byte[1];
        for (var row = 0; row < count; row++)
        {
            file.Read((long)row * record, label);
            labels[row] = label[0] < 10
                ? label[0]
                : throw new InvalidDataException($"`{path}` holds the label {label[0]} in record {row}; expected 0 to 9. Is it CIFAR-10's binary version?");
        }

        return (new RecordSource(file, 0, record, count, [3, 32, 32], (bytes, row) => TensorPrimitives.ConvertTruncating(bytes[1..], row)), labels);
    }

    private static Dataset Join(string name, (IFeatureSource Source, int[] Labels)[] parts, IReadOnlyList<string>? classNames = null)
    {
        if (parts.Any(part => !part.Source.Shape.SequenceEqual(parts[0].Source.Shape)))
        {
            throw new InvalidDataException(
                $"The parts of `{name}` have rows of shape {string.Join(" and ", parts.Select(part => ShapeText.Row(part.Source.Shape)).Distinct())}; "
                + "expected one shape. Open the parts apart with DatasetPart.Train and .Test.");
        }

        var source = parts.Length == 1 ? parts[0].Source : new ConcatenatedSource([.. parts.Select(part => part.Source)]);
        return Dataset.FromSource(name, source, parts.SelectMany(part => part.Labels).ToArray(), classNames);
    }
}
