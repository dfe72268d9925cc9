namespace Atelier.Client;

/// <summary>Addresses of servers: over HTTP, or over gRPC as <c>grpc://host:port</c>, and <c>grpcs://</c> with TLS.</summary>
internal static class ServerAddress
{
    private const string Plain = "grpc";
    private const string Secure = "grpcs";

    /// <summary>Whether a client takes an address.</summary>
    public static bool IsAddress(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps || IsGrpc(url));

    /// <summary>Whether an absolute address asks for gRPC.</summary>
    public static bool IsGrpc(Uri url) => url.Scheme is Plain or Secure;

    /// <summary>The address as HTTP has it.</summary>
    public static Uri OfHttp(Uri url) => new UriBuilder(url)
    {
        Scheme = url.Scheme == Secure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp,
        Port = url.IsDefaultPort ? -1 : url.Port,
    }.Uri;

    /// <summary>What sends requests to an address.</summary>
    public static SocketsHttpHandler Handler(Uri url)
    {
        var handler = new SocketsHttpHandler();
        Prepare(handler, url);
        return handler;
    }

    /// <summary>Sets what sends requests to an address.</summary>
    public static void Prepare(SocketsHttpHandler handler, Uri url)
    {
        // A proxy of the surroundings does not reach this machine's loopback address.
        handler.UseProxy = !url.IsLoopback;
        // A client lives long: so that a changed name resolution is noticed.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        // More than a hundred calls at a time are common.
        handler.EnableMultipleHttp2Connections = true;
    }
}
