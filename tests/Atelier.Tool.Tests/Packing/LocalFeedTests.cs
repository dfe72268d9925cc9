using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

/// <summary>Packs two tiny projects, of which one refers to the other, with the real build.</summary>
public sealed class LocalFeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly string _id = $"Tiny{Guid.NewGuid():N}";

    public LocalFeedTests()
    {
        _console.Profile.Width = 1000;
        _folder.Write("Notebooks.sln", "");
        _folder.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Version>0.1.0</Version>
                <ArtifactsPath>$(MSBuildThisFileDirectory)artifacts</ArtifactsPath>
              </PropertyGroup>
            </Project>
            """);
        _folder.Write("sdk/Base/Base.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><PackageId>{_id}.Base</PackageId></PropertyGroup>
              <ItemGroup><Compile Include="../Shared/*.cs" /></ItemGroup>
            </Project>
            """);
        _folder.Write("sdk/Shared/Shared.cs", "class Shared { }");
        _folder.Write("sdk/Base/Base.cs", "public class Base { }");
        _folder.Write("extensions/Top/Top.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><AssemblyName>{_id}.Top</AssemblyName></PropertyGroup>
              <ItemGroup><ProjectReference Include="../../sdk/Base/Base.csproj" /></ItemGroup>
            </Project>
            """);
        _folder.Write("extensions/Top/Top.cs", "public class Top : Base { }");
    }

    [Fact]
    public async Task PrepareAsync_Packages_ArePackedOnce()
    {
        var feed = await Prepare($"{_id}.Top");

        Assert.Equal(_folder["artifacts", "packages"], feed);
        Assert.Equal([$"{_id}.Base.0.1.0.nupkg", $"{_id}.Top.0.1.0.nupkg"], Directory.GetFiles(feed!, "*.nupkg").Select(Path.GetFileName).Order());
        Assert.Contains("Packing 2 packages from source", _console.Output);
        var first = Written();

        Assert.Equal(feed, await Prepare($"{_id}.Top", "0.1"));
        Assert.Equal(first, Written());

        Directory.Delete(feed!, recursive: true);
        await Prepare($"{_id}.Base");
        Assert.Equal([$"{_id}.Base.0.1.0.nupkg"], Directory.GetFiles(feed!, "*.nupkg").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Run_NotebookInTheTree_SeesTheSourcesOfToday()
    {
        _folder.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        _folder.Write("sdk/Shared/Answer.cs", "public static class Answer { public static int Value => 41; }");
        var notebook = _folder.WriteNotebook("notebooks/a.ipynb", $"#r \"nuget: {_id}.Top, 0.1.0\";\nAnswer.Value");

        Assert.Equal("41", await Run(notebook));
        _folder.Write("sdk/Shared/Answer.cs", "public static class Answer { public static int Value => 41 + 1; }");
        Assert.Equal("42", await Run(notebook));
    }

    [Fact]
    public async Task PrepareAsync_NothingFromTheTree_DoesNothing()
    {
        Assert.Null(await Prepare("Newtonsoft.Json"));
        Assert.Null(await Prepare($"{_id}.Top", "9.9.9"));
        Assert.False(Directory.Exists(_folder["artifacts", "packages"]));
        File.Delete(_folder["Notebooks.sln"]);
        Assert.Null(await Prepare($"{_id}.Top"));
    }

    [Fact]
    public async Task PrepareAsync_SourcesThatDoNotCompile_ShowTheErrors()
    {
        _folder.Write("sdk/Base/Base.cs", "public class Base { Nonsense x; }");

        var exception = await Assert.ThrowsAsync<PackingException>(() => Prepare($"{_id}.Base"));

        Assert.Contains("could not be built from their sources", exception.Message);
        Assert.Contains("Base.cs(1,21): error CS0246", exception.Message);

        _folder.Write("sdk/Base/Base.csproj", "<Project");
        Assert.Contains("Base.csproj", (await Assert.ThrowsAsync<PackingException>(() => Prepare("Base"))).Message);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _console.Dispose();
        var globalPackages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var name in new[] { "base", "top" })
        {
            var extracted = Path.Combine(globalPackages, $"{_id}.{name}".ToLowerInvariant());
            if (Directory.Exists(extracted))
                Directory.Delete(extracted, recursive: true);
        }
    }

    private async Task<string> Run(string notebook)
    {
        // A process each: one would keep the assembly that it has loaded from a path, whatever the file has become.
        var (code, text) = await ToolProcess.RunAsync(null, "run", notebook);
        Assert.True(code == ExitCodes.Success, text);
        var executed = await NotebookDocument.LoadAsync(_folder["artifacts", "notebooks", "a.ipynb"], TestContext.Current.CancellationToken);
        return executed.Cells[0].Outputs.OfType<DisplayOutput>().Single(output => output.IsResult).Data["text/plain"].GetValue<string>();
    }

    private Task<string?> Prepare(string id, string? version = null) => LocalFeed.PrepareAsync(
        _folder["notebooks"], [new PackageRequest(id, version)], new PlainRunDisplay(_console), TestContext.Current.CancellationToken);

    private DateTime Written() => Directory.GetFiles(_folder["artifacts", "packages"], "*.nupkg").Max(File.GetLastWriteTimeUtc);
}
