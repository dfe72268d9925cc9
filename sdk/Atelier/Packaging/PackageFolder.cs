namespace Atelier.Packaging;

/// <summary>Writes and reads a <see cref="ModelPackage"/> as a folder.</summary>
internal static class PackageFolder
{
    public static void Write(ModelPackage package, string target, bool overwrite)
    {
        if (File.Exists(target) || (Directory.Exists(target) && !overwrite))
        {
            throw new IOException($"`{target}` exists already. Give a new folder, or pass overwrite: true to replace a package.");
        }

        if (Directory.Exists(target) && WhyNotAPackage(target) is { } reason)
        {
            throw new IOException($"`{target}` exists already and is not replaced, for {reason}. Give another folder.");
        }

        var temporary = TemporaryBeside(target);
        try
        {
            Directory.CreateDirectory(temporary);
            var parts = PackageParts.Of(package);
            foreach (var (name, bytes) in parts)
            {
                WriteThrough(Path.Combine(temporary, name), bytes.Span);
            }

            WriteThrough(Path.Combine(temporary, Checksums.FileName), Checksums.Format(parts));
            FolderSync.Flush(temporary);
            MoveInto(temporary, target);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    public static ModelPackage Read(string root) =>
        PackageParts.Assemble(root, Checksums.ReadVerified(root, name => ReadFile(root, name)));

    /// <summary>A new path beside another, whose folder is made.</summary>
    public static string TemporaryBeside(string target)
    {
        var parent = Path.GetDirectoryName(target) ?? throw new IOException($"`{target}` is the root of a disk; give a folder in it.");
        Directory.CreateDirectory(parent);
        return Path.Combine(parent, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
    }

    /// <summary>What speaks against replacing files; null for those of a package and nothing else.</summary>
    public static string? WhyNotAPackage(PackageManifest? manifest, IEnumerable<string> names)
    {
        if (manifest is null)
        {
            return $"it holds no package: its `{PackageParts.Manifest}` is missing or another kind of file";
        }

        var foreign = names.Except([.. manifest.Parts, PackageParts.Manifest, Checksums.FileName]).FirstOrDefault();
        return foreign is null ? null : $"it holds `{foreign}`, which is no part of the package";
    }

    private static string? WhyNotAPackage(string folder)
    {
        PackageManifest? manifest = null;
        try
        {
            manifest = PackageParts.TryReadManifest(File.ReadAllBytes(Path.Combine(folder, PackageParts.Manifest)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever is there, it is no package.
        }

        return WhyNotAPackage(manifest, Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)));
    }

    private static byte[]? ReadFile(string root, string name)
    {
        var file = new FileInfo(Path.Combine(root, name));
        // Links may lead out of the folder.
        if (file.LinkTarget is not null)
        {
            throw Checksums.Leaves(root, name);
        }

        if (file.Exists && file.Length > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"The part `{name}` of the package `{root}` has {file.Length} bytes; expected at most {Array.MaxLength}. "
                + "Export the model with its weights in several data files.");
        }

        return file.Exists ? File.ReadAllBytes(file.FullName) : null;
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static void MoveInto(string temporary, string target)
    {
        var old = Directory.Exists(target) ? $"{temporary}.old" : null;
        if (old is not null)
        {
            Directory.Move(target, old);
        }

        try
        {
            Directory.Move(temporary, target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, target);
            throw;
        }

        try
        {
            if (old is not null)
            {
                Directory.Delete(old, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The new package is in place; what is left of the old one harms nobody.
        }
    }
}
