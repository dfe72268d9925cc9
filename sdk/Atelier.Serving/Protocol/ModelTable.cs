using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>The models of a server by name and version.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ServedModel[]> _models;

    public ModelTable(IReadOnlyList<ServedModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0 || models.Contains(null!))
        {
            throw new ArgumentException("`models` holds no model, or null; expected at least one to serve.", nameof(models));
        }

        var twice = models.GroupBy(model => (model.Name, model.Version)).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException(
                $"Version {twice.Key.Version} of the model `{twice.Key.Name}` is given {twice.Count()} times; expected once. "
                + "Give each its own version.",
                nameof(models));
        }

        _models = models.GroupBy(model => model.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The asked version of a model, or, where none is asked for, the one that was given last.</summary>
    /// <exception cref="RequestException">404: there is no such model or version; the message lists those that are there.</exception>
    public ServedModel Find(string name, string? version)
    {
        if (!_models.TryGetValue(name, out var versions))
        {
            throw new RequestException(
                StatusCodes.Status404NotFound,
                $"There is no model `{name}` on this server; it has {string.Join(", ", _models.Keys.Select(known => $"`{known}`"))}.");
        }

        return version is null
            ? versions[^1]
            : versions.FirstOrDefault(model => model.Version == version) ?? throw new RequestException(
                StatusCodes.Status404NotFound,
                $"There is no version `{version}` of the model `{name}` on this server; it has {string.Join(", ", Versions(name))}.");
    }

    /// <summary>The versions of a model that is there.</summary>
    public IEnumerable<string> Versions(string name) => _models[name].Select(model => model.Version);
}
