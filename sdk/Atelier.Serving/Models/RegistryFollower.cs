using System.Collections.Immutable;
using System.Globalization;
using Atelier.Inference;
using Atelier.Registry;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Keeps a server's table as the aliases of a registry say.</summary>
/// <remarks>
/// A new version is loaded before the alias moves in the table, in one step, and the old one is freed after its last request. What cannot be
/// read or loaded leaves the table as it was, and is tried again at the next look.
/// </remarks>
internal sealed partial class RegistryFollower(
    IModelRegistry registry, IReadOnlyList<RegistryModel> models, ModelTable table, TimeSpan interval, ILogger<RegistryFollower> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private Task _following = Task.CompletedTask;

    /// <summary>Loads all models, and goes on to follow them.</summary>
    /// <exception cref="ModelNotFoundException">A model or alias is not there.</exception>
    /// <exception cref="InvalidDataException">A package is damaged, or its graph cannot be run.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var model in models)
        {
            await FollowAsync(model, cancellationToken).ConfigureAwait(false);
        }

        _following = Task.Run(FollowAsync, CancellationToken.None);
    }

    /// <summary>Looks at the registry now.</summary>
    /// <exception cref="AggregateException">Some models could not follow; each says why.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<Exception> failures = [];
            foreach (var model in models)
            {
                try
                {
                    await FollowAsync(model, cancellationToken).ConfigureAwait(false);
                    table.SetTrouble(model.Name, null);
                }
                catch (Exception error) when (!cancellationToken.IsCancellationRequested)
                {
                    failures.Add(error);
                    if (table.SetTrouble(model.Name, error.Message))
                    {
                        // Once, not at every look.
                        LogTrouble(error, model.Name);
                    }
                }
            }

            if (failures.Count > 0)
            {
                throw new AggregateException(failures);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                try
                {
                    await LookAsync(_end.Token).ConfigureAwait(false);
                }
                catch (AggregateException)
                {
                    // Kept and logged: the versions that are served go on.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task FollowAsync(RegistryModel model, CancellationToken cancellationToken)
    {
        var aliases = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var wanted = new List<string>();
        foreach (var reference in model.References)
        {
            var found = await registry.FindAsync(model.Name, reference, cancellationToken).ConfigureAwait(false);
            var version = found.Version.ToString(CultureInfo.InvariantCulture);
            wanted.Add(version);
            if (version != reference)
            {
                aliases[reference] = version;
            }
        }

        foreach (var version in wanted.Distinct().Where(version => table.Find(model.Name)?.Find(version) is null))
        {
            var package = await registry.LoadAsync(model.Name, version, cancellationToken).ConfigureAwait(false);
            var predictor = OnnxPredictor.Load(package);
            try
            {
                table.Add(new ServedModel(model.Name, predictor, version) { Execution = model.Execution }, isOwned: true);
            }
            catch
            {
                predictor.Dispose();
                throw;
            }
        }

        var names = aliases.ToImmutable();
        table.Change(model.Name, routes => routes with { Aliases = names, Default = model.References[0] });
        foreach (var old in table.Find(model.Name)?.Versions.Where(version => !wanted.Contains(version.Model.Version)) ?? [])
        {
            table.Remove(model.Name, old.Model.Version);
            LogFreed(model.Name, old.Model.Version);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} does not follow the registry; what was served before goes on")]
    private partial void LogTrouble(Exception error, string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of the model {Model} is no longer served")]
    private partial void LogFreed(string model, string version);
}
