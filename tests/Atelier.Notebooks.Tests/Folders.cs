namespace Atelier.Notebooks.Tests;

/// <summary>Where notebooks lie.</summary>
internal static class Folders
{
    public static string Notebooks => Checkout.PathOf("notebooks");

    /// <summary>A new folder for what a test writes, inside the repository, so that its notebooks find the packages.</summary>
    public static string New(string name)
    {
        var folder = Checkout.PathOf("artifacts", "tests", $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
