using Atelier.Registry;
using Atelier.Sql;

namespace Atelier.Tool;

/// <summary>The registry that a user means: one in a folder, or one in PostgreSQL.</summary>
internal static class RegistrySource
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>What is wrong with the options that say where a registry is; null for nothing.</summary>
    public static string? WhyNot(string? place, string? blobs, string? schema)
    {
        if (place is null || !IsDatabase(place))
        {
            return blobs is null && schema is null
                ? null
                : $"{(blobs is null ? "--schema" : "--blobs")} is given, and --registry is no database; "
                    + "expected --registry postgresql://USER@HOST:PORT/DATABASE.";
        }

        if (HasPassword(place))
        {
            return "--registry holds a password, which every user of this machine can read in the list of processes. "
                + "Leave it out, and set PGPASSWORD or write ~/.pgpass.";
        }

        return blobs is null
            ? "--registry is a database, and --blobs is not given; expected the folder with its packages, such as --blobs /mnt/models."
            : null;
    }

    /// <summary>Opens it; what is not there is told by the first call.</summary>
    /// <exception cref="ArgumentException">The address cannot be read.</exception>
    public static IModelRegistry Open(string place, string? blobs, string? schema) =>
        IsDatabase(place) ? OpenDatabase(place, blobs!, schema) : new FolderRegistry(place);

    // A method of its own: its assemblies are loaded with it.
    private static PostgresRegistry OpenDatabase(string place, string blobs, string? schema) =>
        schema is null ? new PostgresRegistry(place, blobs) : new PostgresRegistry(place, blobs, schema);

    private static bool IsDatabase(string place) => Schemes.Any(scheme => place.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static bool HasPassword(string place)
    {
        var rest = place[(place.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var server = rest.Split('?')[0];
        var user = server.LastIndexOf('@') is > 0 and var at ? server[..at] : "";
        return user.Contains(':', StringComparison.Ordinal) || rest.Contains("password=", StringComparison.OrdinalIgnoreCase);
    }
}
