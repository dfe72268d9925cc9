using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Training;

/// <summary>A C++ std::string, as the standard libraries lay it out.</summary>
/// <remarks>libstdc++ (Linux), Microsoft's (Windows) and libc++ (macOS), release builds on 64-bit processors.</remarks>
internal sealed unsafe class CppString : IDisposable
{
    private readonly byte* _memory;

    /// <summary>Makes a string that C++ may read until this is disposed of.</summary>
    public CppString(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(sizeof(Block) + Math.Max(bytes, 32) + 1));
        var characters = _memory + sizeof(Block);
        Encoding.UTF8.GetBytes(text, new Span<byte>(characters, bytes));
        // All three are written as strings too long for the short form, which points to characters elsewhere.
        var words = (long*)_memory;
        if (OperatingSystem.IsWindows())
        {
            (words[0], words[2], words[3]) = ((long)characters, bytes, Math.Max(bytes, 32));
        }
        else if (OperatingSystem.IsMacOS())
        {
            // Apple's arm64 has pointer, length, capacity with its highest bit set; x64 has capacity with its lowest bit set, length, pointer.
            (words[0], words[1], words[2]) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? ((long)characters, bytes, (long)Math.Max(bytes, 32) | long.MinValue)
                : (Math.Max(bytes, 32) | 1, bytes, (long)characters);
        }
        else
        {
            (words[0], words[1], words[2]) = ((long)characters, bytes, Math.Max(bytes, 32));
        }
    }

    /// <summary>Where the std::string is.</summary>
    public nint Address => (nint)_memory;

    /// <summary>Reads a string that a function returned, and frees characters that C++ took from malloc.</summary>
    public static string Take(Block block)
    {
        var words = (long*)&block;
        var bytes = (byte*)&block;
        if (OperatingSystem.IsWindows())
        {
            // Microsoft's allocator may have moved the beginning of a long string; its memory is left behind.
            return words[3] > 15 ? Text((byte*)words[0], words[2], free: false) : Text(bytes, words[2], free: false);
        }

        if (!OperatingSystem.IsMacOS())
        {
            return words[1] > 15 ? Text((byte*)words[0], words[1], free: true) : Text(bytes + 16, words[1], free: false);
        }

        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64)
        {
            return words[2] < 0 ? Text((byte*)words[0], words[1], free: true) : Text(bytes, bytes[23], free: false);
        }

        return (words[0] & 1) != 0 ? Text((byte*)words[2], words[1], free: true) : Text(bytes + 1, bytes[0] >> 1, free: false);
    }

    public void Dispose() => NativeMemory.Free(_memory);

    private static string Text(byte* characters, long length, bool free)
    {
        var text = Encoding.UTF8.GetString(characters, checked((int)length));
        if (free)
        {
            NativeMemory.Free(characters);
        }

        return text;
    }

    /// <summary>The memory of a std::string; libc++ uses 24 of the 32 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Block
    {
        public long Word0;
        public long Word1;
        public long Word2;
        public long Word3;
    }
}
