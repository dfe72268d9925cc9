using System.Text;

namespace Atelier.Kernel;

/// <summary>An XML documentation file, of which only the places of its members are kept in memory.</summary>
internal sealed class DocumentationFile
{
    private readonly string _path;
    private readonly Dictionary<ulong, (int Start, int Length)> _members = [];

    private DocumentationFile(string path) => _path = path;

    /// <summary>Reads a file's members.</summary>
    /// <returns>The file; one without members when it cannot be read.</returns>
    public static DocumentationFile Open(string path)
    {
        var file = new DocumentationFile(path);
        try
        {
            file.ReadMembers(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Documentation is a help; where it cannot be had, the declarations are still shown.
            file._members.Clear();
        }
        return file;
    }

    /// <summary>Whether there is an element for a symbol.</summary>
    public bool Contains(string id) => _members.ContainsKey(Hash(Encoding.UTF8.GetBytes(id)));

    /// <summary>The element that documents a symbol; null when there is none.</summary>
    /// <param name="id">The symbol's documentation id, such as <c>M:System.Console.WriteLine</c>.</param>
    public string? Find(string id)
    {
        if (!_members.TryGetValue(Hash(Encoding.UTF8.GetBytes(id)), out var place))
            return null;
        try
        {
            using var stream = File.OpenRead(_path);
            stream.Position = place.Start;
            var bytes = new byte[place.Length];
            stream.ReadExactly(bytes);
            var text = Encoding.UTF8.GetString(bytes);
            // The file may have been written anew, and two names may have one hash.
            return text.StartsWith($"<member name=\"{id}\"", StringComparison.Ordinal) ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void ReadMembers(ReadOnlySpan<byte> text)
    {
        var start = "<member name=\""u8;
        var end = "</member>"u8;
        for (var at = 0; text[at..].IndexOf(start) is >= 0 and var skipped;)
        {
            at += skipped;
            var name = text[(at + start.Length)..];
            var nameLength = name.IndexOf((byte)'"');
            var length = text[at..].IndexOf(end);
            if (nameLength < 0 || length < 0)
                return;
            length += end.Length;
            _members[Hash(name[..nameLength])] = (at, length);
            at += length;
        }
    }

    /// <summary>FNV-1a of 64 bits.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037;
        foreach (var value in text)
            hash = unchecked((hash ^ value) * 1099511628211);
        return hash;
    }
}
