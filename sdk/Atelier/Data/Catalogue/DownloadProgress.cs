namespace Atelier.Data;

/// <summary>How far the download of one file has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes on disk, those of an earlier, interrupted download included.</param>
/// <param name="Total">Bytes of the whole file; null where neither the catalogue nor the server knows.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total)
{
    /// <summary>From 0 to 1; null where the total is not known.</summary>
    public double? Fraction => Total is > 0 ? (double)Received / Total.Value : null;
}
