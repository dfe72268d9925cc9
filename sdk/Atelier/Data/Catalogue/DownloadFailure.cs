namespace Atelier.Data;

/// <summary>Why a mirror did not give a file.</summary>
/// <param name="Reason">What happened, for people.</param>
/// <param name="IsFinal">True when asking this mirror again is pointless.</param>
internal sealed record DownloadFailure(string Reason, bool IsFinal);
