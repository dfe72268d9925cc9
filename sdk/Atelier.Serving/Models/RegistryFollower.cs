using System.Collections.Immutable;
using System.Globalization;
using Atelier.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Keeps a server's table as the aliases of a registry say.</summary>
/// <remarks>
/// A new version is loaded before the alias moves in the table, in one step, and the old one is freed after its last request. What cannot be
/// read or loaded leaves the table as it was, and is tried again at the next look.
/// </remarks>
internal sealed partial class RegistryFollower(
    IModelRegistry registry, IReadOnlyList<RegistryModel> models, ModelTable table, TimeSpan interval, ILogger<RegistryFollower> logger)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private ImmutableArray<RegistryModel> _models = [.. models];
    private Task _following = Task.CompletedTask;

    /// <summary>Loads all models, and goes on to follow them.</summary>
    /// <exception cref="ModelNotFoundException">A model or alias is not there.</exception>
    /// <exception cref="InvalidDataException">A package is damaged, or its graph cannot be run.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var model in _models)
        {
            await FollowAsync(model, cancellationToken).ConfigureAwait(false);
        }

        _following = Task.Run(FollowAsync, CancellationToken.None);
    }

    /// <summary>Looks at the registry now.</summary>
    /// <exception cref="AggregateException">Some models could not follow; each says why.</exception>
    public Task LookAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            List<Exception> failures = [];
            foreach (var model in _models)
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
        },
        cancellationToken);

    /// <summary>Serves one more version of a model, by alias or number, and follows it.</summary>
    /// <exception cref="ModelNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">The package is damaged, or its graph cannot be run.</exception>
    public Task AddAsync(string name, string reference, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var old = _models.FirstOrDefault(model => model.Name == name);
            var model = old is null ? new RegistryModel(name) { References = [reference] } : old with { References = [.. old.References, reference] };
            await FollowAsync(model, cancellationToken).ConfigureAwait(false);
            _models = old is null ? _models.Add(model) : _models.Replace(old, model);
        },
        cancellationToken);

    /// <summary>Follows an alias or number of a model no more, and frees its version where nothing else names it.</summary>
    /// <param name="name">The model.</param>
    /// <param name="reference">The alias or number; null for all of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">404: it is not followed.</exception>
    public Task RemoveAsync(string name, string? reference, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var old = _models.FirstOrDefault(model => model.Name == name);
            if (old is null || (reference is not null && !old.References.Contains(reference)))
            {
                throw new RequestException(
                    StatusCodes.Status404NotFound,
                    old is null
                        ? $"This server does not follow the model `{name}`; it follows {string.Join(", ", _models.Select(model => $"`{model.Name}`"))}."
                        : $"This server does not follow `{reference}` of the model `{name}`; it follows {string.Join(", ", old.References)}.");
            }

            string[] left = [.. old.References.Where(kept => reference is not null && kept != reference)];
            if (left.Length == 0)
            {
                _models = _models.Remove(old);
                foreach (var version in table.Find(name)?.Versions ?? [])
                {
                    table.Remove(name, version.Model.Version);
                }

                table.SetTrouble(name, null);
                return;
            }

            var model = old with { References = left };
            await FollowAsync(model, cancellationToken).ConfigureAwait(false);
            _models = _models.Replace(old, model);
        },
        cancellationToken);

    /// <summary>Moves an alias in the registry, for all who follow it, and follows it at once.</summary>
    /// <exception cref="ModelNotFoundException">The model or version is not there.</exception>
    public Task SetAliasAsync(string name, string alias, string version, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var found = await registry.FindAsync(name, version, cancellationToken).ConfigureAwait(false);
            await registry.SetAliasAsync(name, alias, found.Version, cancellationToken).ConfigureAwait(false);
            if (_models.FirstOrDefault(model => model.Name == name) is { } model)
            {
                await FollowAsync(model, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
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
            table.Load(await registry.LoadAsync(model.Name, version, cancellationToken).ConfigureAwait(false), version, model.Execution);
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
