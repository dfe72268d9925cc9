namespace Atelier.Benchmarks;

/// <summary>Runs several ways of doing the same work in turn, so that a machine that changes its speed changes it for all.</summary>
public static class Interleaved
{
    /// <summary>The seconds of each way in each round, after one warm-up round that is not counted.</summary>
    /// <param name="rounds">Counted rounds, at least 1; every second one runs the ways in reverse order.</param>
    /// <param name="ways">Each does the work once and gives the seconds it took.</param>
    public static double[][] Measure(int rounds, params IReadOnlyList<Func<double>> ways)
    {
        var seconds = ways.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < ways.Count; i++)
            {
                var way = round % 2 == 0 ? i : ways.Count - 1 - i;
                GC.Collect();
                var taken = ways[way]();
                if (round >= 0)
                {
                    seconds[way][round] = taken;
                }
            }
        }

        return seconds;
    }
}
