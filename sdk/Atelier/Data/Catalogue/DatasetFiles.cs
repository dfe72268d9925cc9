using System.Diagnostics.CodeAnalysis;

namespace Atelier.Data;

/// <summary>The files of one dataset, in a folder or inside this assembly.</summary>
internal sealed class DatasetFiles
{
    private readonly string _place;
    private readonly string _advice;
    private readonly Func<string, Stream?> _open;

    private DatasetFiles(string place, string advice, Func<string, Stream?> open) => (_place, _advice, _open) = (place, advice, open);

    /// <summary>The files that come with the package.</summary>
    public static DatasetFiles Shipped(string name) => new(
        $"datasets/{name}",
        "The Atelier assembly lacks this resource; reinstall the package.",
        file => typeof(DatasetFiles).Assembly.GetManifestResourceStream($"datasets/{name}/{file}"));

    /// <summary>The files in a folder.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="advice">What to do when a file is missing.</param>
    public static DatasetFiles In(string folder, string advice) => new(folder, advice, file =>
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16) : null;
    });

    /// <summary>Whether there is a file of one of these names.</summary>
    public bool HasAny(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (TryOpen(name, out var stream))
            {
                stream.Dispose();
                return true;
            }
        }

        return false;
    }

    /// <summary>Opens the first of some names that exists; gives the stream and the path for messages.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message tells what to do.</exception>
    public (Stream Stream, string Path) Open(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (TryOpen(name, out var stream))
            {
                return (stream, Path.Combine(_place, name));
            }
        }

        throw new FileNotFoundException($"`{_place}` has no file `{string.Join("` or `", names.ToArray())}`. {_advice}", Path.Combine(_place, names[0]));
    }

    /// <summary>The content of the first of some names that exists, unzipped where it is gzip.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message tells what to do.</exception>
    /// <exception cref="InvalidDataException">The compressed data are damaged or end too early.</exception>
    public (byte[] Content, string Path) Read(params ReadOnlySpan<string> names)
    {
        var (stream, path) = Open(names);
        using (stream)
        {
            return (FileContent.Read(stream, path), path);
        }
    }

    private bool TryOpen(string name, [NotNullWhen(true)] out Stream? stream) => (stream = _open(name)) is not null;
}
