namespace Atelier.Data;

/// <summary>The folder for downloaded datasets.</summary>
internal static class CacheLocation
{
    /// <summary>The name of the environment variable that sets the folder.</summary>
    public const string Variable = "ATELIER_DATA";

    /// <summary>The folder by the variable, else by the habit of the platform.</summary>
    /// <param name="read">Gives the value of an environment variable; null when unset.</param>
    public static string Find(Func<string, string?> read)
    {
        if (read(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (OperatingSystem.IsLinux() && read("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache))
        {
            return Path.Combine(cache, "atelier", "datasets");
        }

        var folder = OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile;
        var home = Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
        if (home.Length == 0)
        {
            home = Path.GetTempPath(); // a service without a home
        }

        return OperatingSystem.IsWindows() ? Path.Combine(home, "Atelier", "Datasets")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "atelier", "datasets")
            : Path.Combine(home, ".cache", "atelier", "datasets");
    }
}
