namespace Atelier.Preprocessing;

/// <summary>Runs over many narrow rows at once: what belongs to each feature is repeated, so that one vector operation takes several rows.</summary>
internal static class RowTiles
{
    private const int Wanted = 1024;

    public delegate void TileAction(Span<double> source, Span<double> result);

    /// <summary>The values of one row, repeated for as many rows as one tile holds.</summary>
    public static double[] Of(ReadOnlySpan<double> row)
    {
        var tile = new double[RowsOf(row.Length) * row.Length];
        for (var start = 0; start < tile.Length; start += row.Length)
        {
            row.CopyTo(tile.AsSpan(start));
        }

        return tile;
    }

    /// <summary>How many rows one tile holds: at least one.</summary>
    public static int RowsOf(int width) => Math.Max(1, Wanted / width);

    /// <summary>Goes through rows tile by tile; the last may be shorter.</summary>
    public static void ForEach(Span<double> source, Span<double> result, int tile, TileAction run)
    {
        for (var start = 0; start < source.Length; start += tile)
        {
            var length = Math.Min(tile, source.Length - start);
            run(source.Slice(start, length), result.Slice(start, length));
        }
    }
}
