using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Atelier.Serving;

/// <summary>Where the server listens, how it secures connections, and how long it bears with slow ones.</summary>
internal static class Listeners
{
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>Sets the web server up: first the port of HTTP, then that of gRPC.</summary>
    public static void Configure(KestrelServerOptions kestrel, ModelServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
        kestrel.Limits.MinRequestBodyDataRate = options.MinRequestRate > 0 ? new MinDataRate(options.MinRequestRate, BodyGrace) : null;
        // Without TLS one port cannot speak both.
        Listen(kestrel, options, options.Port, options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2);
        if (options.GrpcPort is { } port)
        {
            GrpcService.Configure(kestrel.Limits.Http2);
            Listen(kestrel, options, port, HttpProtocols.Http2);
        }
    }

    /// <summary>The addresses in the order of listening, such that they can be called.</summary>
    public static (Uri Http, Uri? Grpc) Addresses(IEnumerable<string> bound)
    {
        Uri[] urls = [.. bound.Select(url => Callable(new Uri(url)))];
        var scheme = urls[0].Scheme == Uri.UriSchemeHttps ? "grpcs" : "grpc";
        return (urls[0], urls.Length == 1 ? null : new Uri($"{scheme}://{urls[1].Authority}/"));
    }

    private static void Listen(KestrelServerOptions kestrel, ModelServerOptions options, int port, HttpProtocols protocols) =>
        kestrel.Listen(options.Address, port, listen =>
        {
            listen.Protocols = protocols;
            if (options.Certificate is not null)
            {
                var certificate = kestrel.ApplicationServices.GetRequiredService<CertificateSource>();
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Current()) });
            }
        });

    // "Any address" can be listened on, but not called.
    private static Uri Callable(Uri bound) => bound.Host switch
    {
        "0.0.0.0" => new UriBuilder(bound) { Host = IPAddress.Loopback.ToString() }.Uri,
        "[::]" => new UriBuilder(bound) { Host = $"[{IPAddress.IPv6Loopback}]" }.Uri,
        _ => bound,
    };
}
