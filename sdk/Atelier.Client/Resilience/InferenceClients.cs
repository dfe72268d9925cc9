using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Atelier.Client;

/// <summary>
/// The clients that were added with <see cref="InferenceClientServices.AddInferenceClient"/>: each connects at its first use and is
/// then shared.
/// </summary>
/// <remarks>
/// A client knows the model's signature, which only the server can tell, and a constructor cannot await: so a class takes this one and
/// awaits the client where it predicts. Nothing is asked of a server before, and an application starts also while a server is away: an
/// attempt to connect that failed is forgotten, and the next call tries again. Safe to use from several threads at once; callers do
/// not dispose the clients, which belong to this object, and it to the container.
/// </remarks>
public sealed class InferenceClients : IDisposable
{
    private readonly IServiceProvider _services;
    private readonly ConcurrentDictionary<string, Lazy<Task<InferenceClient>>> _clients = [];
    private volatile bool _disposed;

    /// <summary>Made by the container.</summary>
    /// <param name="services">The application's services, with the added clients.</param>
    public InferenceClients(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
    }

    /// <summary>The client of a name, connected.</summary>
    /// <param name="name">The name under which it was added.</param>
    /// <param name="cancellationToken">Ends this wait; others who wait for the same client still get it.</param>
    /// <exception cref="ArgumentException">No client of that name was added.</exception>
    /// <exception cref="InferenceException">The server is not there, has no such model, or does not speak the protocol.</exception>
    /// <exception cref="OptionsValidationException">Its options cannot be.</exception>
    /// <exception cref="ObjectDisposedException">The container has been disposed.</exception>
    public async Task<InferenceClient> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var connection = _clients.GetOrAdd(name, key => new Lazy<Task<InferenceClient>>(() => ConnectAsync(key)));
        try
        {
            return await connection.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (connection.Value.IsFaulted)
        {
            _clients.TryRemove(KeyValuePair.Create(name, connection));
            throw;
        }
    }

    /// <summary>Ends the clients; those who still hold one get an <see cref="ObjectDisposedException"/> from it.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated && client.Value.IsCompletedSuccessfully))
        {
            client.Value.Result.Dispose();
        }
    }

    // Without the token of whoever came first: all who wait share the attempt, and its total time-out ends it.
    private async Task<InferenceClient> ConnectAsync(string name)
    {
        var known = _services.GetServices<ClientName>().Select(client => client.Name).ToList();
        if (!known.Contains(name))
        {
            throw new ArgumentException(
                $"No client `{name}` was added; there is {string.Join(", ", known.Order(StringComparer.Ordinal))}. "
                + $"Add it: services.AddInferenceClient(\"{name}\", ...).",
                nameof(name));
        }

        var options = _services.GetRequiredService<IOptionsMonitor<InferenceClientOptions>>().Get(name);
        var http = _services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName.OfHttp(name));
        return await InferenceClient.ConnectAsync(options.Url!, options.Model ?? name, options.Version, http).ConfigureAwait(false);
    }
}
