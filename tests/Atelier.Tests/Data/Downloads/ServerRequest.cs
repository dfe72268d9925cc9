namespace Atelier.Tests.Data.Downloads;

/// <summary>What a client asked for.</summary>
internal sealed record ServerRequest(string Path, string? Range, string? IfRange)
{
    /// <summary>The first byte of "bytes=100-"; 0 without a range.</summary>
    public int From => Range is null ? 0 : int.Parse(Range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
}
