using System.Security.Cryptography;

namespace Atelier.Tool.Tests;

public sealed class GlobalPackagesTests
{
    [Fact]
    public void RemoveStale_OtherContent_IsRemovedAndTheSameIsKept()
    {
        using var folder = new TempFolder();
        var projects = new[] { "Fresh.One", "Stale.One", "Absent.One" }.Select(id => new SourceProject(id, id, "0.1.0+build", true, [], [])).ToArray();
        foreach (var project in projects)
            folder.Write($"feed/{project.PackageId}.0.1.0.nupkg", project.PackageId);
        folder.Write("global/fresh.one/0.1.0/fresh.one.0.1.0.nupkg.sha512", Hash("Fresh.One"));
        folder.Write("global/stale.one/0.1.0/stale.one.0.1.0.nupkg.sha512", Hash("an older build"));
        folder.Write("global/stale.one/0.2.0/stale.one.0.2.0.nupkg.sha512", Hash("another version"));
        folder.Write("global/other/0.1.0/other.0.1.0.nupkg.sha512", Hash("another package"));

        GlobalPackages.RemoveStale(folder["feed"], projects, folder["global"]);

        Assert.True(Directory.Exists(folder["global", "fresh.one", "0.1.0"]));
        Assert.False(Directory.Exists(folder["global", "stale.one", "0.1.0"]));
        Assert.True(Directory.Exists(folder["global", "stale.one", "0.2.0"]));
        Assert.True(Directory.Exists(folder["global", "other", "0.1.0"]));
    }

    private static string Hash(string content) => Convert.ToBase64String(SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}
