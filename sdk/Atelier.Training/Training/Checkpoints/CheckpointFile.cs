using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The form of a checkpoint on disk: a safetensors file that knows its own checksum and is there whole or not at all.</summary>
internal static class CheckpointFile
{
    private const string ChecksumKey = "sha256";

    private static readonly string NoChecksum = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Writes a file beside its place, and moves it there when it is whole and on the disk.</summary>
    /// <param name="path">Its place; its folder exists.</param>
    /// <param name="tensors">The content.</param>
    /// <param name="metadata">Texts beside it.</param>
    /// <param name="create">Opens the file to write; tests put a full disk here.</param>
    /// <exception cref="IOException">It could not be written; nothing is left of it, and what was there before stays.</exception>
    public static void Write(
        string path, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string> metadata, Func<string, FileStream> create)
    {
        var beside = path + ".part";
        try
        {
            using (var stream = create(beside))
            {
                SafeTensorsWriter.Write(stream, tensors, new Dictionary<string, string>(metadata) { [ChecksumKey] = NoChecksum });
                // The checksum covers the file with zeros in its place.
                stream.Position = 0;
                var (checksum, place) = Checksum(stream, NoChecksum);
                stream.Position = place;
                stream.Write(Encoding.ASCII.GetBytes(checksum));
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TryDelete(beside);
            throw new IOException(
                $"The checkpoint `{path}` could not be written: {failure.Message} Free space or choose another folder; the checkpoints written before are as they were.", failure);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
    }

    /// <summary>Opens a file after its checksum was found right.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static SafeTensorsFile Open(string path)
    {
        var file = SafeTensorsFile.Open(path);
        try
        {
            if (!file.Metadata.TryGetValue(ChecksumKey, out var expected))
            {
                throw new InvalidDataException($"`{path}` is a safetensors file, but no checkpoint: it has no checksum.");
            }

            using var stream = File.OpenRead(path);
            var (actual, _) = Checksum(stream, expected);
            return actual == expected ? file : throw new InvalidDataException(
                $"`{path}` is damaged: its SHA-256 is {actual}, and it was written with {expected}.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>SHA-256 of a file with zeros in the place of its checksum, and that place.</summary>
    private static (string Checksum, long Place) Checksum(Stream stream, string written)
    {
        var length = new byte[sizeof(ulong)];
        stream.ReadExactly(length);
        var header = new byte[BitConverter.IsLittleEndian ? BitConverter.ToInt64(length) : throw new PlatformNotSupportedException("Checkpoints need a little-endian machine.")];
        stream.ReadExactly(header);
        var mark = Encoding.ASCII.GetBytes($"\"{ChecksumKey}\":\"{written}\"");
        var place = header.AsSpan().IndexOf(mark) is var at and >= 0 ? at + mark.Length - written.Length - 1 : throw new InvalidDataException("the header names its checksum in another way");
        header.AsSpan(place, written.Length).Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        var block = new byte[1 << 20];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            hash.AppendData(block, 0, read);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length.Length + place);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell.
        }
    }
}
