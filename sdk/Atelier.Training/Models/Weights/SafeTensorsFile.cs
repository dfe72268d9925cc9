using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>An open safetensors file; its header is checked before anything else is read.</summary>
/// <remarks>
/// Not mapped into memory: a mapped file that another program cuts off ends the process, a read only fails. Safe to use from one thread at a
/// time.
/// </remarks>
internal sealed class SafeTensorsFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SafeTensorsHeader _header;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafeTensorsEntry> _byName;

    private SafeTensorsFile(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
        (_header, _dataStart) = ReadHeader();
        _byName = _header.Entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>The texts of the header's <c>__metadata__</c>; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The tensors in the order in which they lie in the file.</summary>
    public IReadOnlyList<SafeTensorsEntry> Tensors => _header.Entries;

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file breaks the format's rules; the message names it and the rule.</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException(
                $"There is no weights file `{path}`; expected a safetensors file. Check the path.", path, exception);
        }

        try
        {
            return new SafeTensorsFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Looks a tensor up; null when the file has none of that name.</summary>
    public SafeTensorsEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a tensor into one that exists, in place: its device, element type and identity stay.</summary>
    /// <exception cref="ArgumentException">The file has no such tensor, or the shapes differ; nothing was changed.</exception>
    /// <exception cref="InvalidDataException">The element type cannot be read here, or the file was changed while it was open.</exception>
    public void CopyTo(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var entry = Entry(name);
        if (!entry.Shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new ArgumentException(
                $"`target` has shape {Check.Show(target.shape)}; expected {Check.Show(entry.Shape)}, the shape of `{name}` in `{_path}`.",
                nameof(target));
        }

        var type = TorchType(entry);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var flat = target.is_contiguous() ? target.detach().view(-1) : empty(target.NumberOfElements, target.dtype);
        // Memory of the same kind is read into directly. Not so for truth values: a byte beside 0 and 1 must not get into torch.
        var direct = flat.device_type == TorchSharp.DeviceType.CPU && flat.dtype == type && type != ScalarType.Bool;
        var staged = type == ScalarType.Bool ? ScalarType.Byte : type;
        var size = entry.Type.Bits / 8;
        var block = SafeTensorsWriter.BlockBytes / size;
        for (var start = 0L; start < flat.NumberOfElements; start += block)
        {
            using var part = flat.narrow(0, start, Math.Min(block, flat.NumberOfElements - start));
            if (direct)
            {
                Read(entry, start * size, part.bytes);
            }
            else
            {
                using var buffer = empty(part.NumberOfElements, staged);
                Read(entry, start * size, buffer.bytes);
                using var converted = type == ScalarType.Bool ? buffer.to_type(type) : null;
                part.copy_(converted ?? buffer);
            }
        }

        if (!target.is_contiguous())
        {
            target.detach().copy_(flat.view(target.shape));
        }
    }

    /// <summary>Reads a tensor's bytes, little-endian and row-major.</summary>
    /// <exception cref="ArgumentException">The file has no such tensor, or it has more bytes than an array holds.</exception>
    public byte[] Bytes(string name)
    {
        var entry = Entry(name);
        if (entry.End - entry.Start > Array.MaxLength)
        {
            throw new ArgumentException(
                $"`{name}` in `{_path}` has {entry.End - entry.Start} bytes; expected at most {Array.MaxLength}. Read it into a tensor.", nameof(name));
        }

        var bytes = new byte[entry.End - entry.Start];
        Read(entry, 0, bytes);
        return bytes;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The torch type of a tensor's elements.</summary>
    /// <exception cref="InvalidDataException">There is none here.</exception>
    public ScalarType TorchType(SafeTensorsEntry entry) => entry.Type.Torch ?? throw new InvalidDataException(
        $"The weights file `{_path}` holds `{entry.Name}` as {entry.Type.Name}; expected one of {SafeTensorsType.Supported}. "
        + "Convert the tensor before the file is written.");

    private SafeTensorsEntry Entry(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out var entry)
            ? entry
            : throw new ArgumentException(
                $"There is no tensor `{name}` in `{_path}`; it has {Names()}.", nameof(name));
    }

    private string Names()
    {
        const int most = 10;
        var names = string.Join(", ", Tensors.Take(most).Select(entry => entry.Name));
        return Tensors.Count == 0 ? "none" : Tensors.Count <= most ? names : $"{names} and {Tensors.Count - most} more";
    }

    private (SafeTensorsHeader Header, long DataStart) ReadHeader()
    {
        var length = RandomAccess.GetLength(_file);
        Span<byte> prefix = stackalloc byte[8];
        if (length < prefix.Length)
        {
            throw Damaged($"it has {length} bytes, and 8 alone tell the length of its header");
        }

        ReadExactly(prefix, 0);
        var header = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (header > SafeTensorsHeader.MaximumLength)
        {
            throw Damaged($"its header should be {header} bytes long, more than the {SafeTensorsHeader.MaximumLength} that the format allows");
        }

        if ((long)header > length - prefix.Length)
        {
            throw Damaged($"its header should be {header} bytes long, but only {length - prefix.Length} follow");
        }

        var json = new byte[header];
        ReadExactly(json, prefix.Length);
        try
        {
            var start = prefix.Length + json.Length;
            return (SafeTensorsHeader.Parse(json, length - start), start);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception.Message, exception);
        }
    }

    private void Read(SafeTensorsEntry entry, long offset, Span<byte> to) => ReadExactly(to, _dataStart + entry.Start + offset);

    private void ReadExactly(Span<byte> to, long position)
    {
        while (to.Length > 0)
        {
            var read = RandomAccess.Read(_file, to, position);
            if (read == 0)
            {
                throw Damaged($"it now ends at byte {position}, and was longer when it was opened");
            }

            to = to[read..];
            position += read;
        }
    }

    private InvalidDataException Damaged(string what, Exception? cause = null) => new(
        $"The file `{_path}` is no safetensors file, or is cut off or damaged: {what}. Save or download it again.", cause);
}
