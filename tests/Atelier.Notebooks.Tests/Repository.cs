namespace Atelier.Notebooks.Tests;

/// <summary>Places in the source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    /// <summary>A new folder for what a test writes, inside the repository, so that its notebooks find the packages.</summary>
    public static string NewFolder(string name)
    {
        var folder = Path.Combine(Root, "artifacts", "tests", $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Notebooks.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Notebooks.sln; run the tests within the repository.");
    }
}
