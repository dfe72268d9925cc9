namespace Atelier.Benchmarks.Serving;

/// <summary>What a server answered to a load.</summary>
/// <param name="Seconds">How long the load lasted.</param>
/// <param name="ServerSeconds">The processor time that the server took meanwhile.</param>
/// <param name="Answers">Each answer's status and how long it took, in seconds.</param>
public sealed record LoadResult(double Seconds, double ServerSeconds, IReadOnlyList<(int Status, float Seconds)> Answers)
{
    /// <summary>Successful answers a second.</summary>
    public double Rate => Count(200) / Seconds;

    /// <summary>The server's processor time for an answer, in seconds.</summary>
    public double ServerCost => ServerSeconds / Answers.Count;

    /// <summary>How many answers had a status.</summary>
    public int Count(int status) => Answers.Count(answer => answer.Status == status);

    /// <summary>The time within which a share of the answers of a status came, in seconds; NaN where there were none.</summary>
    public double Quantile(int status, double share)
    {
        var times = Answers.Where(answer => answer.Status == status).Select(answer => answer.Seconds).Order().ToArray();
        return times.Length == 0 ? double.NaN : times[Math.Min(times.Length - 1, (int)(share * times.Length))];
    }
}
