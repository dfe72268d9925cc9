namespace Atelier.Vision;

/// <summary>Random numbers of one row in one pass.</summary>
internal static class RowRandom
{
    /// <summary>Numbers that depend on all three, and on nothing else; neighbouring rows and passes have nothing in common.</summary>
    public static Random Of(int seed, int epoch, int row) => new((int)Mix(Mix(Mix((uint)seed) ^ (uint)epoch) ^ (uint)row));

    /// <summary>Spreads every bit over all others (the finaliser of MurmurHash3, Appleby).</summary>
    private static uint Mix(uint value)
    {
        value += 0x9E3779B9;
        value = (value ^ (value >> 16)) * 0x85EBCA6B;
        value = (value ^ (value >> 13)) * 0xC2B2AE35;
        return value ^ (value >> 16);
    }
}
