namespace Atelier.Interactive;

/// <summary>How large pictures are stored and shown, so that outputs stay small and tiny pictures are still seen.</summary>
internal static class Picturing
{
    private const int LargestAlone = 256;
    private const int LargestInGrid = 64;
    private const int WantedAlone = 168;
    private const int WantedInGrid = 64;
    private const int MostScale = 8;

    /// <summary>Every how many pixels one is kept.</summary>
    public static long Step(long height, long width, int count)
    {
        var limit = count == 1 ? LargestAlone : LargestInGrid;
        return (Math.Max(height, width) + limit - 1) / limit;
    }

    /// <summary>How many pixels of the screen one of a picture takes in each direction.</summary>
    public static int Scale(int height, int width, int count) =>
        Math.Clamp((count == 1 ? WantedAlone : WantedInGrid) / Math.Max(height, width), 1, MostScale);
}
