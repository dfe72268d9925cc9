using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>One scan of a frame: the columns that the statement needs, and where the threads have come to.</summary>
/// <param name="source">The frame.</param>
/// <param name="columns">The place in the frame of each column that is wanted; a place beyond the last for none.</param>
internal sealed class ScanState(FrameSource source, ulong[] columns)
{
    private static readonly long Block = (long)NativeMethods.Helpers.DuckDBVectorSize();

    private long _next;

    /// <summary>Writes the next rows that no thread has taken yet; none at the end.</summary>
    public void Fill(nint output)
    {
        var start = Interlocked.Add(ref _next, Block) - Block;
        var count = (int)Math.Clamp(source.Rows - start, 0, Block);
        var chunk = new DuckDBDataChunk(output);
        try
        {
            for (var i = 0; i < columns.Length && count > 0; i++)
            {
                if (columns[i] < (ulong)source.Columns.Count)
                {
                    source.Columns[(int)columns[i]].Fill(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i), start, count);
                }
            }

            NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)count);
        }
        finally
        {
            // The chunk is DuckDB's.
            chunk.SetHandleAsInvalid();
        }
    }
}
