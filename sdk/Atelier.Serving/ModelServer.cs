using System.Net;
using System.Net.Sockets;
using Atelier.Inference;
using Atelier.Packaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Serves models over HTTP by the Open Inference Protocol v2, inside any program or notebook.</summary>
/// <remarks>
/// Safe to use from several threads. It reads no configuration files, environment variables or signals of the process, and writes
/// nothing to the console. Where a request names no version, the one that was given last answers. NaN and infinities in answers,
/// for which JSON has no numbers, are written as the strings "NaN", "Infinity" and "-Infinity".
/// </remarks>
/// <example>
/// <code>
/// await using var server = await ModelServer.StartAsync(package);
/// Console.WriteLine(server.Url);
/// </code>
/// </example>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly OnnxPredictor[] _owned;
    private readonly CancellationTokenSource _cutShort = new();
    private readonly Lazy<Task> _stop;

    private ModelServer(WebApplication app, OnnxPredictor[] owned, Uri url)
    {
        _app = app;
        _owned = owned;
        _stop = new Lazy<Task>(() => Task.Run(StopOnceAsync));
        Url = url;
    }

    /// <summary>Where the server answers, with the port that it got, such as <c>http://127.0.0.1:43817/</c>.</summary>
    public Uri Url { get; }

    /// <summary>Loads a package and serves it under its name as version 1.</summary>
    /// <param name="package">The model; the server disposes what it loads of it.</param>
    /// <param name="options">How to listen; null listens on a free port of this machine only.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server, ready to answer.</returns>
    /// <exception cref="InvalidDataException">The package's graph cannot be run.</exception>
    /// <exception cref="IOException">The address or port cannot be had; the message says why.</exception>
    public static async Task<ModelServer> StartAsync(
        ModelPackage package, ModelServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        var predictor = await Task.Run(() => OnnxPredictor.Load(package), cancellationToken).ConfigureAwait(false);
        try
        {
            var model = new ServedModel(package.Name, predictor);
            return await StartAsync([model], [predictor], options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            predictor.Dispose();
            throw;
        }
    }

    /// <summary>Serves predictors, which stay the caller's.</summary>
    /// <param name="models">At least one; each name and version once.</param>
    /// <param name="options">How to listen; null listens on a free port of this machine only.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server, ready to answer.</returns>
    /// <exception cref="ArgumentException">There are no models, or a name has a version twice.</exception>
    /// <exception cref="IOException">The address or port cannot be had; the message says why.</exception>
    public static Task<ModelServer> StartAsync(
        IReadOnlyList<ServedModel> models, ModelServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(models, [], options, cancellationToken);

    /// <summary>Takes no more requests, lets those that run finish, and frees the port and the models that it loaded.</summary>
    /// <remarks>A second call waits for the first.</remarks>
    /// <param name="cancellationToken">Stops waiting for requests that run: they are cut off, and the server still stops.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _cutShort);
        await _stop.Value.ConfigureAwait(false);
    }

    /// <summary>The same as <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    // On the thread pool: ASP.NET Core returns to the caller's context, which in a notebook may be waiting for this very call.
    private static Task<ModelServer> StartAsync(
        IReadOnlyList<ServedModel> models, OnnxPredictor[] owned, ModelServerOptions? options, CancellationToken cancellationToken) =>
        Task.Run(() => StartOnPoolAsync(models, owned, options ?? new ModelServerOptions(), cancellationToken), cancellationToken);

    private static async Task<ModelServer> StartOnPoolAsync(
        IReadOnlyList<ServedModel> models, OnnxPredictor[] owned, ModelServerOptions options, CancellationToken cancellationToken)
    {
        var app = Build(new InferenceEndpoints(new ModelTable(models)), options);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ModelServer(app, owned, Callable(new Uri(app.Urls.Single())));
        }
        catch (Exception error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (error is IOException or SocketException)
            {
                throw new IOException(
                    $"The server cannot listen on {new IPEndPoint(options.Address, options.Port)}: {error.Message} "
                    + "Give another Port, or 0 for any free one, and an Address of this machine.",
                    error);
            }

            throw;
        }
    }

    private static WebApplication Build(InferenceEndpoints endpoints, ModelServerOptions options)
    {
        // Empty: a server inside a notebook must not follow the appsettings.json and environment variables that happen to be there.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (options.LoggerFactory is not null)
        {
            builder.Logging.AddProvider(new ForwardingLoggers(options.LoggerFactory));
        }

        var app = builder.Build();
        var boundary = new ErrorBoundary(app.Services.GetRequiredService<ILogger<ErrorBoundary>>(), options.MaxRequestBytes);
        app.Use((context, next) => boundary.InvokeAsync(context, next));
        app.UseRouting();
        endpoints.Map(app);
        return app;
    }

    // "Any address" can be listened on, but not called.
    private static Uri Callable(Uri bound) => bound.Host switch
    {
        "0.0.0.0" => new UriBuilder(bound) { Host = IPAddress.Loopback.ToString() }.Uri,
        "[::]" => new UriBuilder(bound) { Host = $"[{IPAddress.IPv6Loopback}]" }.Uri,
        _ => bound,
    };

    private async Task StopOnceAsync()
    {
        try
        {
            await _app.StopAsync(_cutShort.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            foreach (var predictor in _owned)
            {
                // Waits for nothing and breaks nothing: calls that were cut off and still run keep the model until they end.
                predictor.Dispose();
            }
        }
    }
}
