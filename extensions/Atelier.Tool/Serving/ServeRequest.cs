using System.Net;

namespace Atelier.Tool;

/// <summary>What <c>atelier serve</c> was asked for.</summary>
internal sealed record ServeRequest
{
    /// <summary>Folders and files of packages; empty where a registry is served.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>The folder of a registry, or the address of its database; null where packages are served.</summary>
    public string? Registry { get; init; }

    /// <summary>The folder of the packages of a registry in a database; null for a registry in a folder.</summary>
    public string? Blobs { get; init; }

    /// <summary>The schema of a registry in a database; null for the default.</summary>
    public string? Schema { get; init; }

    /// <summary>Models of the registry, such as <c>digits:champion,challenger</c>; empty for all that have a champion.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Where it listens.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Where it listens; 0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Where it listens for gRPC, 0 for any free port; null for nowhere.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>How many requests of a model run at once; null for the server's default.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many wait; null for the server's default.</summary>
    public int? Queue { get; init; }

    /// <summary>The file of API keys; null lets everyone in.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whose tokens open it besides keys; null for nobody's.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>The file of administrators' keys; null for no administration.</summary>
    public string? AdminKeyFile { get; init; }

    /// <summary>The folder of packages that administrators may load; null for none.</summary>
    public string? PackageFolder { get; init; }

    /// <summary>The file of the certificate; null for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>The folder of the request log; null for none.</summary>
    public string? RequestLog { get; init; }

    /// <summary>The most rows of a batch that waiting requests are joined to.</summary>
    public required int Batch { get; init; }

    /// <summary>How long a request waits for others.</summary>
    public required TimeSpan BatchDelay { get; init; }

    /// <summary>How long it goes on answering when it is to stop.</summary>
    public required TimeSpan Drain { get; init; }
}
