using Atelier.Prediction;

namespace Atelier.Client;

/// <summary>A model on a server that speaks the Open Inference Protocol v2, used like a model in this process.</summary>
/// <remarks>
/// Safe to call from several threads at once. Inputs are checked against the model's signature before anything is sent. It assumes
/// no more of a server than the protocol says; where a server also tells class names, as Atelier's does, the signature has them.
/// Where it lists the protocol's binary tensor data extension, tensors travel as bytes instead of JSON. The scheme of the address chooses
/// the transport: <c>http</c> and <c>https</c>, or <c>grpc</c> and <c>grpcs</c>, over which the time-out of the <see cref="HttpClient"/>
/// is the deadline of each call.
/// </remarks>
/// <example>
/// <code>
/// using var client = await InferenceClient.ConnectAsync("http://localhost:8000", "digits");
/// var predictions = client.Predict(test);
/// </code>
/// </example>
public sealed class InferenceClient : IPredictor
{
    private readonly IModelConnection _connection;
    private volatile bool _disposed;

    private InferenceClient(Uri url, IModelConnection connection, string model, string? version, ModelSignature signature)
    {
        _connection = connection;
        Url = url;
        Model = model;
        Version = version;
        Signature = signature;
    }

    /// <summary>The server's address.</summary>
    public Uri Url { get; }

    /// <summary>The model's name on the server.</summary>
    public string Model { get; }

    /// <summary>The version that is asked for; null leaves the choice to the server.</summary>
    public string? Version { get; }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <summary>Asks a server what a model takes and gives, and returns a client of it.</summary>
    /// <param name="url">
    /// The server's address, such as <c>http://localhost:8000</c>, without the <c>/v2</c>; or <c>grpc://localhost:8001</c> for gRPC,
    /// <c>grpcs://</c> over TLS.
    /// </param>
    /// <param name="model">The model's name on the server.</param>
    /// <param name="version">The version to ask for; null leaves the choice to the server.</param>
    /// <param name="http">Sends the requests and stays the caller's; null takes one of the client's own.</param>
    /// <param name="binary">
    /// Whether tensors travel as bytes (the protocol's binary tensor data extension) or as JSON; null takes bytes where the server
    /// lists the extension. Over gRPC: as raw or as typed contents; null takes raw, and FP16 always does.
    /// </param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="ArgumentException"><paramref name="url"/> is no address over HTTP or gRPC.</exception>
    /// <exception cref="InferenceException">No server answers there, it has no such model, or it does not speak the protocol.</exception>
    public static Task<InferenceClient> ConnectAsync(
        string url, string model, string? version = null, HttpClient? http = null, bool? binary = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        return Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? ConnectAsync(address, model, version, http, binary, cancellationToken)
            : throw new ArgumentException($"`{url}` is no address of a server; expected one such as http://localhost:8000.", nameof(url));
    }

    /// <summary>Asks a server what a model takes and gives, and returns a client of it.</summary>
    /// <param name="url">
    /// The server's address, such as <c>http://localhost:8000</c>, without the <c>/v2</c>; or <c>grpc://localhost:8001</c> for gRPC,
    /// <c>grpcs://</c> over TLS.
    /// </param>
    /// <param name="model">The model's name on the server.</param>
    /// <param name="version">The version to ask for; null leaves the choice to the server.</param>
    /// <param name="http">Sends the requests and stays the caller's; null takes one of the client's own.</param>
    /// <param name="binary">
    /// Whether tensors travel as bytes (the protocol's binary tensor data extension) or as JSON; null takes bytes where the server
    /// lists the extension. Over gRPC: as raw or as typed contents; null takes raw, and FP16 always does.
    /// </param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="ArgumentException"><paramref name="url"/> is no address over HTTP or gRPC.</exception>
    /// <exception cref="InferenceException">No server answers there, it has no such model, or it does not speak the protocol.</exception>
    public static async Task<InferenceClient> ConnectAsync(
        Uri url, string model, string? version = null, HttpClient? http = null, bool? binary = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (!ServerAddress.IsAddress(url))
        {
            throw new ArgumentException(
                $"`{url}` is no HTTP address; expected one such as http://localhost:8000, or grpc://localhost:8001 for gRPC.", nameof(url));
        }

        IModelConnection connection = ServerAddress.IsGrpc(url)
            ? new GrpcModel(url, model, version, http, binary)
            : new HttpModel(url, model, version, http, binary);
        try
        {
            var signature = await connection.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return new InferenceClient(url, connection, model, version, signature);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The server is not there, refused the request, or answered something else.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    public ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(
        IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Signature.EnsureAccepts(inputs);
        return new ValueTask<IReadOnlyList<NamedTensor>>(_connection.InferAsync(inputs, Signature.Outputs, cancellationToken));
    }

    /// <summary>Whether the server answers that it lives; false also when nothing answers.</summary>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) => _connection.IsLiveAsync(cancellationToken);

    /// <summary>Whether the server answers that the model can predict now; false also when nothing answers.</summary>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _connection.IsReadyAsync(cancellationToken);

    /// <summary>Closes the connections, unless they belong to an <see cref="HttpClient"/> of the caller.</summary>
    public void Dispose()
    {
        _disposed = true;
        _connection.Dispose();
    }
}
