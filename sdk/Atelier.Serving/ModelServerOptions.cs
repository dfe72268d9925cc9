using System.Net;
using Atelier.Monitoring;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>How a <see cref="ModelServer"/> listens.</summary>
public sealed record ModelServerOptions
{
    /// <summary>The network address to listen on.</summary>
    /// <value>Loopback by default: only this machine reaches the server. <see cref="IPAddress.Any"/> opens it to the network.</value>
    public IPAddress Address { get; init => field = value ?? throw new ArgumentNullException(nameof(Address)); } = IPAddress.Loopback;

    /// <summary>The port to listen on.</summary>
    /// <value>0 to 65,535; 0, the default, takes any free one, which <see cref="ModelServer.Url"/> then tells.</value>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Port));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort, nameof(Port));
            field = value;
        }
    }

    /// <summary>The port on which the same models answer over gRPC, by the protocol's <c>inference.GRPCInferenceService</c>, with the same keys.</summary>
    /// <value>0 to 65,535, and 0 takes any free one, which <see cref="ModelServer.GrpcUrl"/> then tells; null, the default, leaves gRPC out.</value>
    public int? GrpcPort
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(GrpcPort));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value ?? 0, IPEndPoint.MaxPort, nameof(GrpcPort));
            field = value;
        }
    }

    /// <summary>The certificate with which the server speaks TLS, on both ports; HTTP/2 is then spoken on <see cref="Port"/> too.</summary>
    /// <value>Null, the default, sends everything in the clear. Give one to a server that the network reaches.</value>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>The largest body of a request; a larger one is answered with 413, over gRPC with RESOURCE_EXHAUSTED.</summary>
    /// <value>
    /// In bytes, at least 1 and at most 1 GiB; 64 MiB by default. While it is read, a body takes as much memory again, and its tensors four times as much at most; texts
    /// of one letter, the worst, take eight times as much, over gRPC eleven times.
    /// </value>
    public int MaxRequestBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxRequestBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30, nameof(MaxRequestBytes));
            field = value;
        }
    }
    = 64 << 20;

    /// <summary>How long a request for a prediction may take in all: to arrive, to wait for its turn and to be answered.</summary>
    /// <value>
    /// 1 millisecond to a day, or null for any time; 60 seconds by default. What has not arrived by then is answered with 408, what has not been answered with 504, and
    /// its work ends. A request may ask for less: in JSON by the parameter <c>timeout</c>, in microseconds, as other servers have it, over gRPC by its deadline.
    /// </value>
    public TimeSpan? RequestTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? TimeSpan.MaxValue, TimeSpan.FromMilliseconds(1), nameof(RequestTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value ?? TimeSpan.Zero, TimeSpan.FromDays(1), nameof(RequestTimeout));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(60);

    /// <summary>How fast the body of a request must arrive, once five seconds have passed; a slower sender is answered with 408 and dropped.</summary>
    /// <value>In bytes a second, zero or more, and zero lets senders be as slow as they like; 1,024 by default. The head of a request must arrive within ten seconds.</value>
    public double MinRequestRate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MinRequestRate));
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(value), false, nameof(MinRequestRate));
            field = value;
        }
    }
    = 1024;

    /// <summary>How long a stopping server lets requests finish before it cuts them off.</summary>
    /// <value>Zero or more; 30 seconds by default.</value>
    public TimeSpan DrainTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(DrainTimeout));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(30);

    /// <summary>How long a server that is asked to stop goes on answering, while it is no longer ready and asks clients to close their connections.</summary>
    /// <value>
    /// Zero, the default, to an hour. Where clients keep connections, or a load balancer looks at <c>/v2/health/ready</c>, give it the time that they need to turn
    /// elsewhere, such as 5 seconds: no request is lost then.
    /// </value>
    public TimeSpan DrainDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(DrainDelay));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(1), nameof(DrainDelay));
            field = value;
        }
    }

    /// <summary>The keys that let callers in; without one of them every request but those for health is answered with 401.</summary>
    /// <value>Empty by default: all who reach the address are let in. Give keys to a server that the network reaches.</value>
    public IReadOnlyList<ApiKey> ApiKeys
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? [.. value] : throw new ArgumentException("`ApiKeys` is null or holds null.", nameof(ApiKeys));
    } = [];

    /// <summary>A file of further keys, as <see cref="ApiKeyFile"/> writes it, which is read again when it changes.</summary>
    /// <value>
    /// Null, the default, for none. With a file nobody is let in without a key, even while it holds none. Where it is changed and cannot be read, the keys before it stay,
    /// and the log says why.
    /// </value>
    public string? ApiKeyFile { get; init; }

    /// <summary>A file of further keys of administrators, read again when it changes.</summary>
    /// <value>Null, the default, for none.</value>
    public string? AdminKeyFile { get; init; }

    /// <summary>The keys of administrators, who load and unload models, move aliases and share traffic out under <c>/v2/repository</c>.</summary>
    /// <value>
    /// Empty by default: there is no administration over the network. They open nothing else but the status page and the metrics, and no key of <see cref="ApiKeys"/> opens
    /// the administration.
    /// </value>
    public IReadOnlyList<ApiKey> AdminKeys
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? [.. value] : throw new ArgumentException("`AdminKeys` is null or holds null.", nameof(AdminKeys));
    } = [];

    /// <summary>Whose tokens let callers in besides <see cref="ApiKeys"/>; with it, nobody is let in without a token or a key.</summary>
    /// <value>Null, the default, takes no tokens.</value>
    public JwtBearer? JwtBearer { get; init; }

    /// <summary>The folder whose packages, folders or .zip files, administrators may load into a server that follows no registry.</summary>
    /// <value>Null, the default, for none.</value>
    public string? PackageFolder { get; init; }

    /// <summary>How many requests of a model run at once, wait, and are joined; a model may say otherwise.</summary>
    public ExecutionOptions Execution { get; init => field = value ?? throw new ArgumentNullException(nameof(Execution)); } = new();

    /// <summary>How often a server that follows a registry looks at it.</summary>
    /// <value>10 milliseconds to a day; 2 seconds by default.</value>
    public TimeSpan RegistryInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(10), nameof(RegistryInterval));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(RegistryInterval));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(2);

    /// <summary>Writes a sample of the requests and answers down, for reports of drift and quality.</summary>
    /// <value>
    /// Null, the default, writes nothing. A request without an id gets one, which its answer carries: labels that arrive later are joined by it. The log stays the
    /// caller's, to be disposed of after the server, and never delays or fails an answer.
    /// </value>
    public RequestLog? RequestLog { get; init; }

    /// <summary>How the server watches its own requests for drift and quality, by what <see cref="RequestLog"/> keeps.</summary>
    /// <value>Null, the default, for not at all.</value>
    public ServerMonitoring? Monitoring { get; init; }

    /// <summary>Where warnings and errors go, such as the reason of an answer 500.</summary>
    /// <value>Null, the default, keeps the server silent. The factory stays the caller's.</value>
    public ILoggerFactory? LoggerFactory { get; init; }
}
