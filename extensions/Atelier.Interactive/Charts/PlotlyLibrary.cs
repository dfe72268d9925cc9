using System.IO.Compression;
using Plotly.NET;

namespace Atelier.Interactive;

/// <summary>Decides which chart carries plotly.js: the first one of the session, so that a notebook holds it once.</summary>
/// <remarks>
/// plotly.js has 3.6 MB; compressed and in base64 1.6 MB. The chart that carries it does so again when its cell runs again.
/// Safe to use from several threads.
/// </remarks>
internal sealed class PlotlyLibrary
{
    private readonly Lazy<string> _packed = new(Pack);
    private string? _carrier;

    /// <summary>The name under which the page keeps the library.</summary>
    public static string Key => $"atelierPlotly{Globals.PLOTLYJS_VERSION}";

    /// <summary>plotly.js as gzip in base64 when this chart is to carry it, else nothing.</summary>
    /// <param name="chart">Tells charts apart; equal for equal charts.</param>
    public string For(string chart) => (Interlocked.CompareExchange(ref _carrier, chart, null) ?? chart) == chart ? _packed.Value : "";

    /// <summary>Lets the next chart carry the library, whatever was shown before.</summary>
    public void Reset() => Interlocked.Exchange(ref _carrier, null);

    private static string Pack()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().FirstOrDefault(name => name.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new InvalidOperationException(
                $"{assembly.GetName().Name} {assembly.GetName().Version} holds no plotly.js; expected it as an embedded resource. "
                + "Use Plotly.NET 6.0.");
        using var source = assembly.GetManifestResourceStream(name)!;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            source.CopyTo(gzip);
        }

        return Convert.ToBase64String(packed.ToArray());
    }
}
