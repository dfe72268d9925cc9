using System.Net;
using Atelier.Inference;
using Atelier.Monitoring;
using Atelier.Registry;
using Atelier.Serving;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>A server from its start to the signal that ends it.</summary>
internal static class ServeSession
{
    private const string Champion = "champion";

    /// <summary>How long a stopping server waits for the requests that still run.</summary>
    public static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(30);

    /// <summary>Serves until it is cancelled.</summary>
    public static async Task<int> RunAsync(ToolHost host, ServeRequest request, CancellationToken cancellationToken)
    {
        List<OnnxPredictor> owned = [];
        try
        {
            using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new ErrorStream(host)));
            await using var log = request.RequestLog is { } folder ? new RequestLog(folder) : null;
            var options = Options(request, loggers) with { RequestLog = log, Monitoring = log is null ? null : new ServerMonitoring() };
            await using var server = await StartAsync(request, owned, options, cancellationToken);
            foreach (var model in server.Models)
            {
                host.Out.WriteLine($"{model.Model} {model.Version}{(model.Aliases.Count == 0 ? "" : $" ({string.Join(", ", model.Aliases)})")}");
            }

            var isOpen = request is { KeyFile: null, Tokens: null };
            if (!IPAddress.IsLoopback(request.Address) && (isOpen || request.Certificate is null))
            {
                host.Error.WriteLine($"The network reaches this server, and it has no {(isOpen ? "--keys: it answers everyone" : "--cert: keys and data go in the clear")}.", new Style(Color.Yellow));
            }

            host.Out.WriteLine($"Listening on {server.Url}{(server.GrpcUrl is { } grpc ? $" and {grpc}" : "")} until Ctrl+C");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            host.Out.WriteLine("Stopping");
            await server.StopAsync(CancellationToken.None);
            host.Out.WriteLine("Stopped");
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or ModelNotFoundException)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
        finally
        {
            owned.ForEach(predictor => predictor.Dispose());
        }
    }

    private static async Task<ModelServer> StartAsync(ServeRequest request, List<OnnxPredictor> owned, ModelServerOptions options, CancellationToken cancellationToken)
    {
        if (request.Registry is { } place)
        {
            PackageReader.Prepare();
            var registry = RegistrySource.Open(place, request.Blobs, request.Schema);
            return await ModelServer.StartAsync(registry, await ModelsAsync(registry, place, request.Models, cancellationToken), options, cancellationToken);
        }

        var models = new List<ServedModel>();
        foreach (var path in request.Packages)
        {
            var package = PackageReader.Load(path);
            owned.Add(OnnxPredictor.Load(package));
            models.Add(new ServedModel(package.Name, owned[^1]) { Profile = package.Profile });
        }

        return await ModelServer.StartAsync(models, options, cancellationToken);
    }

    private static async Task<IReadOnlyList<RegistryModel>> ModelsAsync(
        IModelRegistry registry, string place, IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        if (given.Count > 0)
        {
            return [.. given.Select(Parse)];
        }

        var all = await registry.ListAsync(cancellationToken);
        var served = all.Where(model => model.Aliases.ContainsKey(Champion)).Select(model => new RegistryModel(model.Name)).ToArray();
        return served.Length > 0
            ? served
            : throw new ArgumentException(
                $"No model of the registry `{place}` has the alias {Champion}; it has "
                + $"{(all.Count == 0 ? "no models" : string.Join(", ", all.Select(model => model.Name)))}. Set the alias, or name models with --model NAME:VERSION.");
    }

    private static RegistryModel Parse(string text)
    {
        var (name, references) = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + 1)..]) : (text, Champion);
        return new RegistryModel(name) { References = references.Split(',', StringSplitOptions.TrimEntries) };
    }

    private static ModelServerOptions Options(ServeRequest request, ILoggerFactory loggers)
    {
        var execution = new ExecutionOptions { MaxBatchSize = request.Batch, MaxBatchDelay = request.BatchDelay };
        return new ModelServerOptions
        {
            Address = request.Address,
            Port = request.Port,
            GrpcPort = request.GrpcPort,
            ApiKeyFile = request.KeyFile,
            JwtBearer = request.Tokens is { } tokens
                ? new JwtBearer(tokens.Issuer, tokens.Audience)
                {
                    Authority = tokens.Place,
                    KeySet = tokens.KeySet is { } file ? File.ReadAllText(file) : null,
                    ModelsClaim = tokens.ModelsClaim,
                }
                : null,
            AdminKeyFile = request.AdminKeyFile,
            PackageFolder = request.PackageFolder,
            Certificate = request.Certificate is { } certificate ? new ServerCertificate(certificate, request.CertificateKey!) : null,
            DrainDelay = request.Drain,
            DrainTimeout = LastRequests,
            LoggerFactory = loggers,
            Execution = execution with
            {
                MaxConcurrency = request.Concurrency,
                MaxQueue = request.Queue ?? execution.MaxQueue,
            },
        };
    }

    /// <summary>Writes what the server warns of where mistakes are reported.</summary>
    private sealed class ErrorStream(ToolHost host) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lock (this)
                {
                    host.Error.WriteLine($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $": {exception}")}");
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
