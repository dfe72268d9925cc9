using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Architecture.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14, Microsoft.CodeAnalysis.DocumentationMode.Parse);

    /// <summary>Every project of the product, without the tests.</summary>
    public static IReadOnlyList<Project> Products { get; } = [.. Projects("sdk"), .. Projects("extensions")];

    /// <summary>Every C# file under a top folder.</summary>
    public static IEnumerable<SourceFile> Sources(string top) => Sources(new DirectoryInfo(Checkout.PathOf(top)));

    public static IEnumerable<SourceFile> Sources(DirectoryInfo folder) => folder
        .EnumerateFiles("*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Checkout.Root, file.FullName).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "obj" or "bin" or "artifacts"))
        .Order(StringComparer.Ordinal)
        .Select(path =>
        {
            var text = File.ReadAllText(Checkout.PathOf(path));
            return new SourceFile(path, text, CSharpSyntaxTree.ParseText(text, Language, path));
        });

    private static IEnumerable<Project> Projects(string top) => Directory
        .EnumerateFiles(Checkout.PathOf(top), "*.csproj", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path =>
        {
            var items = XDocument.Load(path).Descendants().ToArray();
            return new Project(
                Path.GetFileNameWithoutExtension(path),
                new DirectoryInfo(Path.GetDirectoryName(path)!),
                [.. Includes(items, "ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
                [.. Includes(items, "PackageReference")],
                [.. Includes(items, "FrameworkReference")]);
        });

    private static IEnumerable<string> Includes(XElement[] items, string name) =>
        items.Where(item => item.Name.LocalName == name).Select(item => (string?)item.Attribute("Include")).OfType<string>();
}
