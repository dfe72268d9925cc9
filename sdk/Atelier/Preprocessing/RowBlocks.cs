namespace Atelier.Preprocessing;

/// <summary>Goes through rows in blocks, on several threads where there are many.</summary>
internal static class RowBlocks
{
    /// <summary>Rows a block where each row is a text, which is much more work than a number.</summary>
    public const int Texts = 512;

    private const int Numbers = 8192;
    private const int BlocksWorthThreads = 4;

    /// <summary>Runs the action once for each block; blocks do not overlap and cover all rows.</summary>
    public static void ForEach(int count, Action<int, int> run, int rowsABlock = Numbers)
    {
        var blocks = (count + rowsABlock - 1) / rowsABlock;
        void Block(int block)
        {
            var start = block * rowsABlock;
            run(start, Math.Min(rowsABlock, count - start));
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
