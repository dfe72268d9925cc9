namespace Atelier.TestSupport;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds <c>Notebooks.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the source tree.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The folder of a real dataset beside the source tree; where it is absent, the test is skipped and says so.</summary>
    public static string RealData(string name)
    {
        var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "datasets", name));
        Assert.SkipUnless(Directory.Exists(folder), $"The dataset {name} is not at {folder}.");
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
