namespace Atelier.Data;

/// <summary>One file of a dataset: its name, where it can be fetched, and how to tell that it is the right one.</summary>
public sealed record DatasetFile
{
    /// <summary>The file's published name, such as <c>train-images-idx3-ubyte.gz</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The file's length in bytes; null where it is not published.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal; null where only <see cref="Md5"/> is published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>MD5 of the file in lower-case hexadecimal; null where <see cref="Sha256"/> is known. It finds damage, not forgery.</summary>
    public string? Md5 { get; init; }

    /// <summary>Where it can be fetched, the first choice first; empty for files that come with the package.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>Name, size and checksum in one line.</summary>
    public override string ToString() => Name
        + (Size is { } size ? FormattableString.Invariant($"  {size:N0} bytes") : "")
        + (Sha256 is not null ? $"  SHA-256 {Sha256}" : Md5 is not null ? $"  MD5 {Md5}" : "");
}
