namespace Atelier.Data;

/// <summary>Opens IDX files as sources of rows.</summary>
internal static class IdxSource
{
    public static (IFeatureSource Source, int[] Labels) Open(string features, string? labels)
    {
        var file = DataFile.Open(features, start => LengthOf(IdxHeader.Parse(start, features)));
        var start = new byte[Math.Min(file.Length, IdxHeader.MostBytes)];
        file.Read(0, start);
        var header = IdxHeader.Parse(start, features);
        header.EnsureContent(file.Length - header.Length);
        if (header.Shape.Count < 2)
        {
            throw new InvalidDataException(
                $"`{features}` has {header.Shape.Count} dimension; expected rows of at least 2. Are features and labels swapped?");
        }

        var row = (header.ContentLength / header.Shape[0]) switch
        {
            var bytes and <= 1 << 30 => (int)bytes,
            var bytes => throw new InvalidDataException($"`{features}` has rows of {bytes} bytes; expected at most {1 << 30}. Is it another kind of file?"),
        };
        int[] shape = [.. header.Shape.Skip(1)];
        return (new RecordSource(file, header.Length, row, header.Shape[0], shape, header.Decode), labels is null ? [] : Labels(labels, features, header.Shape[0]));
    }

    private static long LengthOf(IdxHeader header) =>
        header.ContentLength > long.MaxValue - header.Length ? long.MaxValue : header.ContentLength + header.Length;

    private static int[] Labels(string path, string features, int count)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The file `{Path.GetFullPath(path)}` does not exist; check its name and folder.", path);
        }

        using var stream = File.OpenRead(path);
        return IdxFolder.ToLabels(IdxReader.Read(stream, path), features, count);
    }
}
