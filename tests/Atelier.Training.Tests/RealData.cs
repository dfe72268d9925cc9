namespace Atelier.Training.Tests;

/// <summary>Real datasets beside the repository, which need not be there.</summary>
internal static class RealData
{
    /// <summary>The folder of a dataset; null when it is not there.</summary>
    public static string? Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Notebooks.sln")))
            {
                var path = Path.Combine(folder.Parent?.FullName ?? "", "shared", "datasets", name);
                return Directory.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
