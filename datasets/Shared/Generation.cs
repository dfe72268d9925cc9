using System.IO.Compression;
using System.Security.Cryptography;

namespace Atelier.Generators;

/// <summary>What every generator does with the files that it makes.</summary>
internal static class Generation
{
    /// <summary>Writes the files, or with <c>--check</c> compares them with those that are there; the exit code is 1 when they differ.</summary>
    public static int Run(string[] args, IEnumerable<(string Name, byte[] Content)> files)
    {
        if (args is not ([] or ["--check"]))
        {
            Console.Error.WriteLine($"Arguments '{string.Join(' ', args)}'; expected none (write the files) or --check (compare them).");
            return 2;
        }

        var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
        var differing = 0;
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(folder, name);
            var state = "written";
            if (args.Length == 1)
            {
                var same = File.Exists(path) && CsvText.Unzip(path).AsSpan().SequenceEqual(content);
                differing += same ? 0 : 1;
                state = same ? "same" : "DIFFERS";
            }
            else
            {
                using var zip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
                zip.Write(content);
            }

            Console.WriteLine($"{name,-20} {state}  content {Convert.ToHexStringLower(SHA256.HashData(content))}");
        }

        return differing == 0 ? 0 : 1;
    }
}
