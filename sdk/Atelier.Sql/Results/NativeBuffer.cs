using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Atelier.Sql;

/// <summary>A growing block of native memory: what is collected in it is given back at once, without waiting for the garbage collector.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private T* _start;
    private nint _capacity;

    ~NativeBuffer() => Dispose();

    public nint Count { get; private set; }

    /// <summary>The last <paramref name="count"/> places, new and not yet written.</summary>
    public Span<T> Extend(int count)
    {
        if (Count + count > _capacity)
        {
            _capacity = Math.Max(Count + count, Math.Max(4096, _capacity * 2));
            _start = (T*)NativeMemory.Realloc(_start, checked((nuint)_capacity * (nuint)sizeof(T)));
            HugePages.Advise(_start + Count, (nuint)(_capacity - Count) * (nuint)sizeof(T));
        }

        var added = new Span<T>(_start + Count, count);
        Count += count;
        return added;
    }

    public ref T this[nint index] => ref Unsafe.AsRef<T>(_start + index);

    /// <summary>Takes the last places back.</summary>
    public void Shorten(int count) => Count -= count;

    /// <summary>The content as bytes in managed memory.</summary>
    public byte[] ToBytes()
    {
        var bytes = HugePages.Allocate(checked((int)(Count * sizeof(T))));
        new ReadOnlySpan<byte>(_start, bytes.Length).CopyTo(bytes);
        return bytes;
    }

    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = null;
        _capacity = 0;
        Count = 0;
        GC.SuppressFinalize(this);
    }
}
