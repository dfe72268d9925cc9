namespace Atelier.Data;

/// <summary>CIFAR-10 in its binary version: six batches, loose or within the published archive.</summary>
/// <remarks>A record is a byte with the label, then 32 x 32 bytes each of red, green and blue (Krizhevsky, "The CIFAR-10 dataset").</remarks>
internal static class CifarFolder
{
    public const string Archive = "cifar-10-binary.tar.gz";
    private const string InnerFolder = "cifar-10-batches-bin";
    private const int Pixels = 3 * 32 * 32;

    private static readonly string[] ClassNames = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
    private static readonly string[] TestFiles = ["test_batch.bin"];

    /// <summary>Whether the files of a part are there.</summary>
    public static bool IsPresent(DatasetFiles files, DatasetPart part) =>
        files.HasAny(Archive) || FilesOf(part).All(file => files.HasAny(file, $"{InnerFolder}/{file}"));

    /// <summary>Images of shape (3, 32, 32), bytes 0 to 255.</summary>
    /// <exception cref="InvalidDataException">A batch is truncated, or holds a label outside 0 to 9.</exception>
    public static Dataset Load(string name, DatasetPart part, DatasetFiles files)
    {
        var wanted = FilesOf(part);
        var loose = wanted.Any(file => files.HasAny(file, $"{InnerFolder}/{file}"));
        var batches = loose ? [.. wanted.Select(file => files.Read(file, $"{InnerFolder}/{file}"))] : Unpack(files, wanted);
        var count = batches.Sum(batch => CountOf(batch.Content, batch.Path));
        var (pixels, labels) = (new byte[checked(count * Pixels)], new int[count]);
        var row = 0;
        foreach (var (content, path) in batches)
        {
            for (var at = 0; at < content.Length; at += Pixels + 1, row++)
            {
                labels[row] = content[at] < ClassNames.Length ? content[at] : throw new InvalidDataException(
                    $"`{path}` holds the label {content[at]} in record {at / (Pixels + 1)}; expected 0 to 9. Is it a batch of CIFAR-10's binary version?");
                content.AsSpan(at + 1, Pixels).CopyTo(pixels.AsSpan(row * Pixels));
            }
        }

        return Dataset.FromSource(name, new ByteSource(pixels, [3, 32, 32]), labels, ClassNames);
    }

    private static string[] FilesOf(DatasetPart part) => part switch
    {
        DatasetPart.Train => TrainFiles,
        DatasetPart.Test => TestFiles,
        _ => [.. TrainFiles, .. TestFiles],
    };

    private static int CountOf(byte[] content, string path) => content.Length > 0 && content.Length % (Pixels + 1) == 0
        ? content.Length / (Pixels + 1)
        : throw new InvalidDataException(
            $"`{path}` holds {content.Length} bytes; expected records of {Pixels + 1} bytes each, a label and 32 x 32 pixels in three colours. "
            + "The file is truncated or not of CIFAR-10's binary version; fetch it again.");

    private static (byte[] Content, string Path)[] Unpack(DatasetFiles files, string[] wanted)
    {
        var (stream, path) = files.Open(Archive);
        using (stream)
        {
            var found = TarGz.Read(stream, path, entry => wanted.Contains(Path.GetFileName(entry)));
            return [.. wanted.Select(file => (
                found.FirstOrDefault(entry => Path.GetFileName(entry.Key) == file).Value
                    ?? throw new InvalidDataException($"`{path}` holds no `{file}`; expected the archive of CIFAR-10's binary version."),
                $"{path}/{file}"))];
        }
    }
}
