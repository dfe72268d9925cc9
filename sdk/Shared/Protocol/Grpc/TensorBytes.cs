using System.Buffers;
using System.Runtime.InteropServices;

namespace Atelier;

/// <summary>The elements of a tensor as bytes, where they lie.</summary>
internal sealed class TensorBytes<T>(ReadOnlyMemory<T> elements) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(MemoryMarshal.AsMemory(elements).Span);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("These bytes are copied, never pinned.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
