namespace Atelier.Data;

/// <summary>Records of one length, one after the other in a file; a record becomes a row when it is asked for.</summary>
/// <param name="file">The open file.</param>
/// <param name="start">Where the first record begins.</param>
/// <param name="length">The bytes of a record.</param>
/// <param name="count">The number of records.</param>
/// <param name="shape">The shape of a row.</param>
/// <param name="decode">Makes a row of a record.</param>
internal sealed class RecordSource(DataFile file, long start, int length, int count, IReadOnlyList<int> shape, RecordSource.Decoder decode)
    : IFeatureSource
{
    private const int BytesAtOnce = 1 << 20;

    private readonly int _width = FeatureStore.WidthOf(shape);

    public delegate void Decoder(ReadOnlySpan<byte> record, Span<float> row);

    public int Count => count;

    public IReadOnlyList<int> Shape => shape;

    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        file.EnsureUnchanged();
        var most = Math.Max(1, BytesAtOnce / length);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Clamp(rows.Length, 1, most) * length);
        try
        {
            for (var at = 0; at < rows.Length;)
            {
                // Neighbours in the file are read together.
                var run = 1;
                while (run < most && at + run < rows.Length && rows[at + run] == rows[at] + run)
                {
                    run++;
                }

                file.Read(start + ((long)rows[at] * length), buffer.AsSpan(0, run * length));
                for (var i = 0; i < run; i++)
                {
                    decode(buffer.AsSpan(i * length, length), destination.Slice((at + i) * _width, _width));
                }

                at += run;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
