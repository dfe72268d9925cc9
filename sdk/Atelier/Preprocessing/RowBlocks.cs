namespace Atelier.Preprocessing;

/// <summary>Goes through rows in blocks, on several threads where there are many.</summary>
internal static class RowBlocks
{
    private const int RowsABlock = 8192;
    private const int BlocksWorthThreads = 4;

    /// <summary>Runs the action once for each block; blocks do not overlap and cover all rows.</summary>
    public static void ForEach(int count, Action<int, int> run)
    {
        var blocks = (count + RowsABlock - 1) / RowsABlock;
        void Block(int block)
        {
            var start = block * RowsABlock;
            run(start, Math.Min(RowsABlock, count - start));
        }

        if (blocks < BlocksWorthThreads)
        {
            for (var block = 0; block < blocks; block++)
            {
                Block(block);
            }
        }
        else
        {
            Parallel.For(0, blocks, Block);
        }
    }
}
