using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel.Tests;

/// <summary>A folder of packages made on the spot, with a NuGet configuration that asks nothing else and shares no cache.</summary>
internal sealed class TestFeed : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-feed-").FullName;

    public TestFeed() => Directory.CreateDirectory(Folder);

    public string Folder => Path.Combine(_root, "feed");

    public string Cache => Path.Combine(_root, "cache");

    public string GlobalPackages => Path.Combine(_root, "packages");

    /// <summary>A session that sees this feed alone.</summary>
    public Notebook Open(Func<EngineOptions, EngineOptions>? change = null, bool withSource = true)
    {
        var notebook = new Notebook(options =>
        {
            options = options with { PackageSources = withSource ? [Folder] : [], CacheDirectory = Cache };
            return change?.Invoke(options) ?? options;
        });
        File.WriteAllText(Path.Combine(notebook.Folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{GlobalPackages}" /></config>
              <packageSources><clear /></packageSources>
            </configuration>
            """);
        return notebook;
    }

    /// <summary>Packs a library.</summary>
    /// <param name="id">The package and its assembly.</param>
    /// <param name="version">The package's version.</param>
    /// <param name="code">The library's source.</param>
    /// <param name="extension">The text of its extension.dib; null for none.</param>
    /// <param name="dependency">Another package as <c>Id/Version</c>; null for none.</param>
    /// <param name="framework">A shared framework that it needs; null for none.</param>
    /// <param name="references">Further assemblies to compile against.</param>
    public void Add(
        string id, string version, string code, string? extension = null, string? dependency = null, string? framework = null, params string[] references)
    {
        var file = Path.Combine(Folder, $"{id}.{version}.nupkg");
        File.Delete(file);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        var group = (dependency is null ? "" : $"""<dependency id="{dependency.Split('/')[0]}" version="{dependency.Split('/')[1]}" />""");
        var frameworks = framework is null ? "" : $"""<frameworkReferences><group targetFramework="net10.0"><frameworkReference name="{framework}" /></group></frameworkReferences>""";
        WriteText(archive, $"{id}.nuspec", $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>tests</authors><description>A test package.</description>
                <dependencies><group targetFramework="net10.0">{group}</group></dependencies>{frameworks}
              </metadata>
            </package>
            """);
        if (extension is not null)
            WriteText(archive, "interactive-extensions/dotnet/extension.dib", extension);
        using var assembly = archive.CreateEntry($"lib/net10.0/{id}.dll").Open();
        assembly.Write(Compile(id, code, version.Split('-')[0], references));
    }

    /// <summary>Adds a compiled extension to a package.</summary>
    public void AddExtension(string id, string version, byte[] assembly)
    {
        using var archive = ZipFile.Open(Path.Combine(Folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Update);
        using var entry = archive.CreateEntry($"interactive-extensions/dotnet/{id}.Interactive.dll").Open();
        entry.Write(assembly);
    }

    /// <summary>Compiles a library.</summary>
    public static byte[] Compile(string name, string code, string version = "1.0.0", params string[] references)
    {
        var attribute = $"[assembly: System.Reflection.AssemblyVersion(\"{version}.0\")]";
        var compilation = CSharpCompilation.Create(
            name,
            [.. new[] { code, attribute }.Select(text => CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken))],
            [.. FrameworkAssemblies.References.Where(known => !Replaces(references, known)), .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return stream.ToArray();
    }

    /// <summary>Whether one of the given assemblies takes the place of one of the kernel's own: the formatting library, or the compatibility room.</summary>
    private static bool Replaces(string[] references, MetadataReference known) => references.Any(path =>
        Path.GetFileName(path) == Path.GetFileName(known.Display)
        || Path.GetFileName(path) == "Microsoft.DotNet.Interactive.dll" && Path.GetFileName(known.Display) == "Atelier.Kernel.dll");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void WriteText(ZipArchive archive, string name, string text)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(text);
    }
}
