namespace Atelier.Registry;

/// <summary>A registry has no such model, version or alias; the message lists those that it has.</summary>
public sealed class ModelNotFoundException : Exception
{
    internal ModelNotFoundException(string message)
        : base(message)
    {
    }

    internal static ModelNotFoundException Model(string registry, string model, IEnumerable<string> known) => new(
        $"The registry {registry} has no model `{model}`; it has {List(known, "none")}. Register a package of that name first.");

    internal static ModelNotFoundException Version(string model, string reference, IEnumerable<int> versions, IEnumerable<string> aliases) => new(
        $"`{model}` has no version or alias `{reference}`; its versions are {List(versions.Select(version => $"{version}"), "all removed")}, "
        + $"its aliases {List(aliases, "none")}. Give one of these.");

    internal static ModelNotFoundException Removed(string model, int version, DateTimeOffset when) => new(
        $"Version {version} of `{model}` was removed by a collection of garbage on {when:yyyy-MM-dd HH:mm} UTC. Give another version, or train it again.");

    private static string List(IEnumerable<string> names, string none) => string.Join(", ", names) is { Length: > 0 } list ? list : none;
}
