using System.Collections.Immutable;
using Atelier.Inference;
using Atelier.Packaging;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>The models of a server by name and version, which may change while requests are answered.</summary>
/// <remarks>A request sees the table before a change or after it, and keeps the version that it entered until it is answered.</remarks>
internal sealed class ModelTable(ExecutionOptions execution)
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, ModelRoutes> _models = ImmutableSortedDictionary.Create<string, ModelRoutes>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string> _troubles = ImmutableSortedDictionary<string, string>.Empty;
    private bool _isClosed;

    /// <summary>The models as they are now, by name.</summary>
    public IEnumerable<ModelRoutes> Models => Volatile.Read(ref _models).Values;

    /// <summary>Why models do not follow their registry at present, by name; empty where all do.</summary>
    public IReadOnlyDictionary<string, string> Troubles => Volatile.Read(ref _troubles);

    /// <summary>The model as it is now; null where there is none.</summary>
    public ModelRoutes? Find(string name) => Volatile.Read(ref _models).GetValueOrDefault(name);

    /// <summary>A version.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">A version or an alias; null for the default.</param>
    /// <exception cref="RequestException">404: there is no such model or version; the message lists those that are there.</exception>
    public HostedModel Find(string name, string? version)
    {
        var routes = Routes(name);
        return version is null ? routes.Stable : Find(routes, version);
    }

    /// <summary>Enters the version that answers a request, which then lives until the lease is disposed of.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">A version or an alias; null for the default, or the canary by its share.</param>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public ModelLease Enter(string name, string? version)
    {
        while (true)
        {
            // A version that has just been freed is no longer in the table: look again.
            var routes = Routes(name);
            var model = version is null ? routes.Choose() : Find(routes, version);
            if (model.TryEnter())
            {
                return new ModelLease(model);
            }
        }
    }

    /// <summary>Adds a version, or puts it in the place of one of the same name and version, which is freed once its requests have left.</summary>
    /// <param name="model">The version.</param>
    /// <param name="isOwned">Whether its predictor is disposed of with it.</param>
    /// <param name="isNew">True where a version that is there already is an error.</param>
    /// <exception cref="ArgumentException">It cannot be served as the options say, or it is there already.</exception>
    /// <exception cref="ObjectDisposedException">The server has stopped.</exception>
    public void Add(ServedModel model, bool isOwned, bool isNew = false)
    {
        var hosted = new HostedModel(model, isOwned, execution);
        HostedModel? old;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(ModelServer));
            var routes = _models.GetValueOrDefault(model.Name)
                ?? ModelRoutes.Empty(model.Name);
            old = routes.Versions.FirstOrDefault(version => version.Model.Version == model.Version);
            if (old is not null && isNew)
            {
                throw new ArgumentException(
                    $"Version {model.Version} of the model `{model.Name}` is given twice; expected once. Give each its own version.", nameof(model));
            }

            var versions = old is null ? routes.Versions : routes.Versions.Remove(old);
            Set(routes with { Versions = versions.Add(hosted) });
        }

        old?.Retire();
    }

    /// <summary>Makes a package ready to predict and adds it, as <see cref="Add"/> does.</summary>
    /// <param name="package">The package, whose name is the model's.</param>
    /// <param name="version">The version.</param>
    /// <param name="execution">How it runs; null for the server's way.</param>
    /// <exception cref="InvalidDataException">The package's graph cannot be run.</exception>
    public void Load(ModelPackage package, string version, ExecutionOptions? execution)
    {
        var predictor = OnnxPredictor.Load(package);
        try
        {
            Add(new ServedModel(package.Name, predictor, version) { Execution = execution, Profile = package.Profile }, isOwned: true);
        }
        catch
        {
            predictor.Dispose();
            throw;
        }
    }

    /// <summary>Takes a version away, and the model with its last one; it is freed once its requests have left.</summary>
    /// <returns>False where it was not there.</returns>
    public bool Remove(string name, string version)
    {
        HostedModel? old;
        lock (_gate)
        {
            if (_models.GetValueOrDefault(name) is not { } routes
                || (old = routes.Versions.FirstOrDefault(model => model.Model.Version == version)) is null)
            {
                return false;
            }

            if (routes.Versions.Length == 1)
            {
                Volatile.Write(ref _models, _models.Remove(name));
            }
            else
            {
                Set(routes.Without(old));
            }
        }

        old.Retire();
        return true;
    }

    /// <summary>Takes a version away by its number or alias.</summary>
    /// <returns>A task that ends when its last request has left.</returns>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public Task Leave(string name, string version)
    {
        var hosted = Find(name, version);
        Remove(name, hosted.Model.Version);
        return hosted.Left;
    }

    /// <summary>Lets an alias name a version.</summary>
    /// <param name="name">The model.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">A version, or another alias of it.</param>
    /// <param name="isDefault">True where the alias answers, from now on, requests that name no version.</param>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public void SetAlias(string name, string alias, string version, bool isDefault)
    {
        var named = Find(name, version).Model.Version;
        Change(name, routes => routes with { Aliases = routes.Aliases.SetItem(alias, named), Default = isDefault ? alias : routes.Default });
    }

    /// <summary>Shares the requests that name no version out.</summary>
    /// <exception cref="RequestException">404: there is no such model, or no such version of it.</exception>
    public void SetTraffic(string name, TrafficSplit split)
    {
        foreach (var version in new[] { null, split.Canary, split.Shadow })
        {
            Find(name, version);
        }

        Change(name, routes => routes with { Traffic = split });
    }

    /// <summary>Changes the names and the shares of a model's versions in one step.</summary>
    /// <returns>False where there is no such model.</returns>
    public bool Change(string name, Func<ModelRoutes, ModelRoutes> change)
    {
        lock (_gate)
        {
            if (_models.GetValueOrDefault(name) is not { } routes)
            {
                return false;
            }

            Set(change(routes));
            return true;
        }
    }

    /// <summary>Says why a model does not follow its registry; null that it does.</summary>
    /// <returns>True where that is news.</returns>
    public bool SetTrouble(string name, string? trouble)
    {
        lock (_gate)
        {
            if (_troubles.GetValueOrDefault(name) == trouble)
            {
                return false;
            }

            Volatile.Write(ref _troubles, trouble is null ? _troubles.Remove(name) : _troubles.SetItem(name, trouble));
            return true;
        }
    }

    /// <summary>Takes all models away for good; each is freed once its requests have left.</summary>
    public void Close()
    {
        ImmutableSortedDictionary<string, ModelRoutes> models;
        lock (_gate)
        {
            _isClosed = true;
            models = _models;
            Volatile.Write(ref _models, models.Clear());
        }

        foreach (var version in models.Values.SelectMany(routes => routes.Versions))
        {
            version.Retire();
        }
    }

    private ModelRoutes Routes(string name)
    {
        var models = Volatile.Read(ref _models);
        if (!models.TryGetValue(name, out var routes))
        {
            throw new RequestException(
                StatusCodes.Status404NotFound,
                models.IsEmpty
                    ? $"There is no model `{name}` on this server; it has none at present."
                    : $"There is no model `{name}` on this server; it has {string.Join(", ", models.Keys.Select(known => $"`{known}`"))}.");
        }

        return routes;
    }

    private static HostedModel Find(ModelRoutes routes, string version) => routes.Find(version) ?? throw new RequestException(
        StatusCodes.Status404NotFound,
        $"There is no version `{version}` of the model `{routes.Name}` on this server; it has {string.Join(", ", Names(routes))}.");

    private static IEnumerable<string> Names(ModelRoutes routes) =>
        routes.Versions.Select(version => version.Model.Version).Concat(routes.Aliases.Keys);

    private void Set(ModelRoutes routes) => Volatile.Write(ref _models, _models.SetItem(routes.Name, routes));
}
