using System.Net;
using System.Net.Sockets;
using Atelier.Packaging;
using Atelier.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Serves models over HTTP and, where asked to, gRPC by the Open Inference Protocol v2, inside any program or notebook.</summary>
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
    private readonly ModelTable _table;
    private readonly RegistryFollower? _follower;
    private readonly DrainSwitch _drain;
    private readonly KeyGate _keys;
    private readonly KeyFiles? _files;
    private readonly ModelWatch? _watch;
    private readonly TimeSpan _drainDelay;
    private readonly CancellationTokenSource _cutShort = new();
    private readonly Lazy<Task> _stop;

    private ModelServer(
        WebApplication app, ModelTable table, RegistryFollower? follower, DrainSwitch drain, KeyGate keys, KeyFiles? files, ModelWatch? watch, TimeSpan drainDelay)
    {
        (_app, _table, _follower, _drain, _keys, _files, _watch, _drainDelay) = (app, table, follower, drain, keys, files, watch, drainDelay);
        _stop = new Lazy<Task>(() => Task.Run(StopOnceAsync));
        (Url, GrpcUrl) = Listeners.Addresses(app.Urls);
    }

    /// <summary>Where the server answers, with the port that it got, such as <c>http://127.0.0.1:43817/</c>; <c>https</c> with a certificate.</summary>
    public Uri Url { get; }

    /// <summary>Where the server answers over gRPC, such as <c>grpc://127.0.0.1:43818/</c>; null without <see cref="ModelServerOptions.GrpcPort"/>.</summary>
    public Uri? GrpcUrl { get; }

    /// <summary>The routes that it answers, for a test of their description.</summary>
    internal IReadOnlyList<Endpoint> Routes => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>The versions that are served at this moment, by model.</summary>
    public IReadOnlyList<ServedVersion> Models =>
    [
        .. _table.Models.SelectMany(routes => routes.Versions.Select(version => new ServedVersion(
            routes.Name,
            version.Model.Version,
            [.. routes.Aliases.Where(alias => alias.Value == version.Model.Version).Select(alias => alias.Key)],
            version == routes.Stable,
            version.Load.Waiting,
            version.Load.Running))),
    ];

    /// <summary>Loads a package and serves it under its name as version 1.</summary>
    /// <param name="package">The model; the server disposes what it loads of it.</param>
    /// <param name="options">How to listen; null listens on a free port of this machine only.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server, ready to answer.</returns>
    /// <exception cref="InvalidDataException">The package's graph cannot be run.</exception>
    /// <exception cref="IOException">The address or port cannot be had, or a file of the certificate or of keys is not there; the message says why.</exception>
    public static Task<ModelServer> StartAsync(
        ModelPackage package, ModelServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        return StartAsync(
            options,
            (table, _) =>
            {
                table.Load(package, "1", null);
                return Task.FromResult<RegistryFollower?>(null);
            },
            cancellationToken);
    }

    /// <summary>Serves predictors, which stay the caller's.</summary>
    /// <param name="models">At least one; each name and version once.</param>
    /// <param name="options">How to listen; null listens on a free port of this machine only.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server, ready to answer.</returns>
    /// <exception cref="ArgumentException">There are no models, a name has a version twice, or a model's requests cannot be joined as they should be.</exception>
    /// <exception cref="IOException">The address or port cannot be had, or a file of the certificate or of keys is not there; the message says why.</exception>
    public static Task<ModelServer> StartAsync(
        IReadOnlyList<ServedModel> models, ModelServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0 || models.Contains(null!))
        {
            throw new ArgumentException("`models` holds no model, or null; expected at least one to serve.", nameof(models));
        }

        return StartAsync(
            options,
            (table, _) =>
            {
                foreach (var model in models)
                {
                    table.Add(model, isOwned: false, isNew: true);
                }

                return Task.FromResult<RegistryFollower?>(null);
            },
            cancellationToken);
    }

    /// <summary>Serves models of a registry, and follows its aliases: where one moves, the requests move to the new version without a stop.</summary>
    /// <remarks>
    /// A version is loaded before it answers, and the one before it is freed after its last answer. Where the registry cannot be reached, or a new version cannot be
    /// loaded, the versions before it go on; the log says why.
    /// </remarks>
    /// <param name="registry">The registry; it stays the caller's.</param>
    /// <param name="models">At least one; each name once.</param>
    /// <param name="options">How to listen and how often to look; null listens on a free port of this machine only.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The server, ready to answer.</returns>
    /// <exception cref="ArgumentException">There are no models, or one is given twice.</exception>
    /// <exception cref="ModelNotFoundException">A model, alias or version is not there.</exception>
    /// <exception cref="InvalidDataException">A package is damaged, or its graph cannot be run.</exception>
    /// <exception cref="IOException">The address or port cannot be had, or a file of the certificate or of keys is not there; the message says why.</exception>
    public static Task<ModelServer> StartAsync(
        IModelRegistry registry, IReadOnlyList<RegistryModel> models, ModelServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0 || models.Contains(null!) || models.DistinctBy(model => model.Name).Count() != models.Count)
        {
            throw new ArgumentException("`models` holds no model, null, or one twice; expected at least one, each once.", nameof(models));
        }

        var interval = (options ?? new ModelServerOptions()).RegistryInterval;
        return StartAsync(
            options,
            async (table, loggers) =>
            {
                var follower = new RegistryFollower(registry, models, table, interval, loggers.CreateLogger<RegistryFollower>());
                await follower.StartAsync(cancellationToken).ConfigureAwait(false);
                return follower;
            },
            cancellationToken);
    }

    /// <summary>Serves one more version, or another in the place of one of the same name and version.</summary>
    /// <remarks>Without an alias that says otherwise, the version that came last answers requests that name none. A version that is replaced answers what it has begun.</remarks>
    /// <param name="model">The version; its predictor stays the caller's, and must live until the version has left.</param>
    /// <exception cref="ArgumentException">Its requests cannot be joined as they should be.</exception>
    /// <exception cref="ObjectDisposedException">The server has stopped.</exception>
    public void Add(ServedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _table.Add(model, isOwned: false);
    }

    /// <summary>Serves a version no more, and its model no more where it was the last; requests that run are answered.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version.</param>
    /// <returns>A task that ends when the last request has left: a predictor of the caller's may be disposed of then.</returns>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public Task RemoveAsync(string model, string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        var left = Task.CompletedTask;
        Known(() => left = _table.Leave(model, version), nameof(version));
        return left;
    }

    /// <summary>Lets an alias name a version, in one step.</summary>
    /// <remarks>Where the server follows a registry, set the alias there: this one lasts until the server looks again.</remarks>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">The alias, such as <c>champion</c>.</param>
    /// <param name="version">The version that it names.</param>
    /// <param name="isDefault">True where the alias answers, from now on, requests that name no version.</param>
    /// <exception cref="ArgumentException">There is no such version, or the alias cannot stand in an address.</exception>
    public void SetAlias(string model, string alias, string version, bool isDefault = false)
    {
        ServedModel.EnsureSegment(alias, nameof(alias));
        ArgumentException.ThrowIfNullOrEmpty(version);
        Known(() => _table.SetAlias(model, alias, version, isDefault), nameof(version));
    }

    /// <summary>Shares the requests for a model that name no version out among its versions.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="split">The shares; <see cref="TrafficSplit.None"/> gives all to the default version.</param>
    /// <exception cref="ArgumentException">There is no such model or version.</exception>
    public void SetTraffic(string model, TrafficSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        Known(() => _table.SetTraffic(model, split), nameof(split));
    }

    /// <summary>Lets callers in by other keys from the next request on, so that keys are rotated without a stop.</summary>
    /// <param name="keys">All keys from now on; none lets everyone in.</param>
    /// <exception cref="ArgumentException">A key is null, or two have one hash.</exception>
    public void SetApiKeys(IReadOnlyList<ApiKey> keys) => _keys.SetApiKeys(new ModelServerOptions { ApiKeys = keys }.ApiKeys);

    /// <summary>Lets administrators in by other keys from the next request on.</summary>
    /// <param name="keys">All keys from now on; none closes the administration.</param>
    /// <exception cref="ArgumentException">A key is null, or two have one hash.</exception>
    public void SetAdminKeys(IReadOnlyList<ApiKey> keys) => _keys.SetAdminKeys(new ModelServerOptions { AdminKeys = keys }.AdminKeys);

    /// <summary>Looks at the registry now rather than at the next interval; does nothing where the server follows none.</summary>
    /// <param name="cancellationToken">Gives up the look.</param>
    /// <exception cref="AggregateException">Some models could not follow their aliases, and go on as before; each says why.</exception>
    public Task FollowAsync(CancellationToken cancellationToken = default) =>
        _follower?.LookAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Looks at the logged requests now rather than at the next interval; does nothing where <see cref="ModelServerOptions.Monitoring"/> is absent.</summary>
    /// <remarks>What the log has not written yet is not seen.</remarks>
    /// <param name="cancellationToken">Gives up the look.</param>
    public Task WatchAsync(CancellationToken cancellationToken = default) => _watch?.LookAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Takes no more requests, lets those that run finish, and frees the port and the models that it loaded.</summary>
    /// <remarks>
    /// For <see cref="ModelServerOptions.DrainDelay"/> it first goes on answering, is not ready any more, and asks clients to close their connections. A second call
    /// waits for the first.
    /// </remarks>
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
        ModelServerOptions? options, Func<ModelTable, ILoggerFactory, Task<RegistryFollower?>> load, CancellationToken cancellationToken) =>
        Task.Run(() => StartOnPoolAsync(options ?? new ModelServerOptions(), load, cancellationToken), cancellationToken);

    private static async Task<ModelServer> StartOnPoolAsync(
        ModelServerOptions options, Func<ModelTable, ILoggerFactory, Task<RegistryFollower?>> load, CancellationToken cancellationToken)
    {
        if (options is { Monitoring: not null, RequestLog: null })
        {
            throw new ArgumentException("`Monitoring` is given without a `RequestLog`; expected the log whose requests are watched.", nameof(options));
        }

        var (table, drain) = (new ModelTable(options.Execution), new DrainSwitch());
        var asksAlways = options.ApiKeyFile is not null || options.JwtBearer is not null;
        var keys = new KeyGate(options.ApiKeys, options.AdminKeys, asksAlways, TimeProvider.System);
        var app = Build(table, drain, options);
        RegistryFollower? follower = null;
        KeyFiles? files = null;
        try
        {
            Map(app, table, drain, keys, options);
            files = KeyFiles.Follow(options, keys, app.Services.GetRequiredService<ILogger<KeyFiles>>());
            // Read now: what is wrong with it is no fault of the address.
            app.Services.GetService<CertificateSource>();
            follower = await load(table, app.Services.GetRequiredService<ILoggerFactory>()).ConfigureAwait(false);
            new AdminEndpoints(table, follower, options.PackageFolder, app.Services.GetRequiredService<ILogger<AdminEndpoints>>()).Map(app);
            await ListenAsync(app, options, cancellationToken).ConfigureAwait(false);
            var watch = Watch(table, options, app.Services.GetRequiredService<ILogger<ModelWatch>>());
            watch?.Start();
            return new ModelServer(app, table, follower, drain, keys, files, watch, options.DrainDelay);
        }
        catch
        {
            files?.Dispose();
            if (follower is not null)
            {
                await follower.DisposeAsync().ConfigureAwait(false);
            }

            await app.DisposeAsync().ConfigureAwait(false);
            table.Close();
            throw;
        }
    }

    private static ModelWatch? Watch(ModelTable table, ModelServerOptions options, ILogger<ModelWatch> logger) =>
        options is { Monitoring: { } monitoring, RequestLog: { } log } ? new ModelWatch(table, log, monitoring, logger) : null;

    private static async Task ListenAsync(WebApplication app, ModelServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            var grpc = options.GrpcPort is { } port ? $" and {new IPEndPoint(options.Address, port)}" : "";
            throw new IOException(
                $"The server cannot listen on {new IPEndPoint(options.Address, options.Port)}{grpc}: {error.Message} "
                + $"Give another Port{(grpc.Length > 0 ? " or GrpcPort" : "")}, or 0 for any free one, and an Address of this machine.",
                error);
        }
    }

    private static WebApplication Build(ModelTable table, DrainSwitch drain, ModelServerOptions options)
    {
        // Empty: a server inside a notebook must not follow the appsettings.json and environment variables that happen to be there.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(typeof(AdminEndpoints).FullName, LogLevel.Information);
        if (options.LoggerFactory is not null)
        {
            builder.Logging.AddProvider(new ForwardingLoggers(options.LoggerFactory));
        }

        if (options.Certificate is { } files)
        {
            builder.Services.AddSingleton(services => new CertificateSource(files, services.GetRequiredService<ILogger<CertificateSource>>()));
        }

        if (options.JwtBearer is { } issuer)
        {
            builder.Services.AddSingleton(services => new SigningKeys(issuer, TimeProvider.System, services.GetRequiredService<ILogger<SigningKeys>>()));
        }

        builder.Services.AddSingleton(services => new InferenceRunner(
            table, new ShadowTraffic(table, services.GetRequiredService<ILogger<ShadowTraffic>>()), options.RequestLog, options.RequestTimeout));
        if (options.GrpcPort is not null)
        {
            GrpcService.Add(builder.Services, options, table, drain);
        }

        return builder.Build();
    }

    private static void Map(WebApplication app, ModelTable table, DrainSwitch drain, KeyGate keys, ModelServerOptions options)
    {
        var boundary = new ErrorBoundary(app.Services.GetRequiredService<ILogger<ErrorBoundary>>(), options.MaxRequestBytes);
        app.Use((context, next) => drain.InvokeAsync(context, next));
        app.Use((context, next) => boundary.InvokeAsync(context, next));
        app.UseRouting();
        if (options.JwtBearer is { } bearer)
        {
            var tokens = new TokenGate(bearer, app.Services.GetRequiredService<SigningKeys>());
            app.Use((context, next) => tokens.InvokeAsync(context, next));
        }

        app.Use((context, next) => keys.InvokeAsync(context, next));
        new InferenceEndpoints(table, drain, app.Services.GetRequiredService<InferenceRunner>()).Map(app);
        new OpenApi(table, keys).Map(app);
        if (options.GrpcPort is not null)
        {
            GrpcService.Map(app, options.MaxRequestBytes);
        }
    }

    private static void Known(Action change, string parameter)
    {
        try
        {
            change();
        }
        catch (RequestException error)
        {
            throw new ArgumentException(error.Message, parameter, error);
        }
    }

    private async Task StopOnceAsync()
    {
        try
        {
            _drain.Turn();
            if (_follower is not null)
            {
                await _follower.DisposeAsync().ConfigureAwait(false);
            }

            if (_watch is not null)
            {
                await _watch.DisposeAsync().ConfigureAwait(false);
            }

            await Task.Delay(_drainDelay, _cutShort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _app.StopAsync(_cutShort.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _files?.Dispose();
            // Waits for nothing and breaks nothing: requests that were cut off and still run keep their model until they end.
            _table.Close();
        }
    }
}
