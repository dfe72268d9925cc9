using System.Xml.Linq;

namespace Atelier.Kernel;

/// <summary>The project through which packages are restored.</summary>
internal static class RestoreProject
{
    /// <summary>Writes the project: nothing above its folder has a say in it, and NuGet's configuration is that of the notebook.</summary>
    public static void Write(
        string path, string workingDirectory, string runtimeIdentifier, IEnumerable<PackageRequest> packages, IEnumerable<string> sources)
    {
        var project = new XElement("Project",
            new XElement("PropertyGroup",
                new XElement("ImportDirectoryBuildProps", "false"),
                new XElement("ImportDirectoryBuildTargets", "false"),
                new XElement("ImportDirectoryPackagesProps", "false")),
            new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.{Environment.Version.Minor}"),
                new XElement("RuntimeIdentifier", runtimeIdentifier),
                new XElement("OutputType", "Library"),
                new XElement("SelfContained", "false"),
                new XElement("UseAppHost", "false"),
                new XElement("ManagePackageVersionsCentrally", "false"),
                new XElement("RestorePackagesWithLockFile", "false"),
                new XElement("NuGetAudit", "false"),
                new XElement("TreatWarningsAsErrors", "false"),
                // A downgrade is an error in a program; in a notebook the package that was asked for first stays.
                new XElement("WarningsAsErrors", ""),
                new XElement("RestoreRootConfigDirectory", workingDirectory),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
            new XElement("ItemGroup", packages.Select(package => new XElement("PackageReference",
                new XAttribute("Include", package.Id), new XAttribute("Version", package.VersionOrLatest)))),
            new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk")));
        project.Save(path);
    }
}
