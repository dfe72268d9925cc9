using Atelier.Prediction;

namespace Atelier.Client;

/// <summary>A model over HTTP: JSON, and bytes behind it where the server takes them.</summary>
internal sealed class HttpModel(Uri url, string model, string? version, HttpClient? http, bool? binary) : IModelConnection
{
    private readonly ServerConnection _server = new(url, model, http);
    private readonly string _path =
        $"v2/models/{Uri.EscapeDataString(model)}{(version is null ? "" : $"/versions/{Uri.EscapeDataString(version)}")}";

    private bool _takesBytes;

    public async Task<ModelSignature> ConnectAsync(CancellationToken cancellationToken)
    {
        var metadata = await _server.GetAsync(_path, cancellationToken).ConfigureAwait(false);
        var signature = _server.Understand(metadata, ModelMetadata.Read);
        _takesBytes = binary ?? await _server.HasExtensionAsync("binary_tensor_data", cancellationToken).ConfigureAwait(false);
        return signature;
    }

    public async Task<IReadOnlyList<NamedTensor>> InferAsync(
        IReadOnlyList<NamedTensor> inputs, IReadOnlyList<TensorSpec> outputs, CancellationToken cancellationToken)
    {
        var (request, length) = _takesBytes ? InferMessages.WriteBinary(inputs) : (InferMessages.Write(inputs), default(int?));
        var answer = await _server.PostAsync($"{_path}/infer", request, length, cancellationToken).ConfigureAwait(false);
        return _server.Understand(answer.Body, body => InferMessages.Read(body, answer.JsonLength, outputs));
    }

    public Task<bool> IsLiveAsync(CancellationToken cancellationToken) =>
        _server.IsHealthyAsync("v2/health/live", "live", cancellationToken);

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        _server.IsHealthyAsync($"{_path}/ready", "ready", cancellationToken);

    public void Dispose() => _server.Dispose();
}
