using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>Files that others see with their earlier content or with the new one, never with a part.</summary>
internal static class AtomicFile
{
    /// <summary>What the names of unfinished files and folders begin with.</summary>
    public const string Unfinished = ".unfinished-";

    /// <summary>Writes a file beside its place, and puts it there in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="beside">A folder of the same disk that <see cref="Clean"/> cleans.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, string beside)
    {
        var temporary = Path.Combine(beside, $"{Unfinished}{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes what ended processes left in a folder whose lock is held.</summary>
    public static void Clean(string folder)
    {
        foreach (var left in new DirectoryInfo(folder).EnumerateFileSystemInfos($"{Unfinished}*"))
        {
            if (left is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                left.Delete();
            }
        }
    }
}
