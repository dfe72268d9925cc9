using System.Text;

namespace Atelier.Kernel;

/// <summary>Writes a file so that a reader, or a crash, finds either the old content or the whole new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes the text as UTF-8 to a temporary file in the same folder, and renames it. A link stays; the file behind it is written.</summary>
    /// <param name="path">The file to replace or create; its folder is created when it is missing.</param>
    /// <param name="text">The whole content.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(
            new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        if (target.StartsWith("/dev/", StringComparison.Ordinal))
            throw new IOException($"'{path}' is a device; expected a file. A notebook is written by replacing its file, which would destroy the device.");
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }
            // A file that only its owner may read stays one.
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
