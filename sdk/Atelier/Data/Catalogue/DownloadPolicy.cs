namespace Atelier.Data;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadPolicy
{
    /// <summary>How often all mirrors are gone through.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The wait before the second round; doubled before each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may send nothing.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a transfer from one mirror that was cut goes on where it stopped.</summary>
    public int MostResumes { get; init; } = 20;
}
