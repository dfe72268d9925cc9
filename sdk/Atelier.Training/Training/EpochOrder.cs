namespace Atelier.Training;

/// <summary>The order in which an epoch goes through the rows: its own for each seed and epoch, whatever came before.</summary>
internal static class EpochOrder
{
    public static void Draw(int[] order, int seed, int epoch)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Neighbouring seeds and epochs must not meet: seed 1, epoch 2 is another order than seed 2, epoch 1.
        var mixed = ((ulong)(uint)seed << 32 | (uint)epoch) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        new Random((int)(mixed >> 32)).Shuffle(order);
    }
}
