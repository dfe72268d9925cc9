namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ProjectReferenceTests : IDisposable
{
    private readonly TestFeed _feed = new();
    private readonly List<string> _progress = [];

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Reference_Project_BringsItsProjectsPackagesAndFrameworks()
    {
        _feed.Add("Test.Greeter", "1.0.0", "public static class Greeter { public static string Hello => \"hello\"; }");
        await using var notebook = Open();
        Write(notebook, "Low/Low.csproj", Project($"""<PackageReference Include="Test.Greeter" Version="1.0.0" />"""));
        Write(notebook, "Low/Low.cs", "public class Low { public string Text => Greeter.Hello; }");
        Write(notebook, "Top/Top.csproj", Project("""<ProjectReference Include="../Low/Low.csproj" /><FrameworkReference Include="Microsoft.AspNetCore.App" />"""));
        Write(notebook, "Top/Top.cs", "public class Top : Low { public object Headers => new Microsoft.AspNetCore.Http.HeaderDictionary(); }");

        await notebook.Run("#r \"project: Top/Top.csproj\"\nvar top = new Top();\ntop.Text + Greeter.Hello + top.Headers.GetType().Name");

        Assert.Equal("hellohelloHeaderDictionary", notebook.Plain);
        await notebook.Run("#r \"nuget: Test.Greeter\"\nGreeter.Hello");
        Assert.Equal("hello", notebook.Plain);
    }

    [Fact]
    public async Task Reference_UnchangedProject_IsNotBuiltAgain()
    {
        await using var notebook = Open();
        Write(notebook, "Lib/Lib.csproj", Project());
        Write(notebook, "Lib/Lib.cs", "public class Lib { public static int Is => 1; }");
        await notebook.Run("#r \"project:Lib/Lib.csproj\"\nLib.Is");
        _progress.Clear();

        await notebook.Run("#r \"project:Lib/Lib.csproj\"\nLib.Is");

        Assert.Empty(_progress);
    }

    [Fact]
    public async Task Reference_ProjectChangedAfterUse_SaysToRestart()
    {
        await using var notebook = Open();
        Write(notebook, "Lib/Lib.csproj", Project());
        Write(notebook, "Lib/Lib.cs", "public class Lib { public static int Is => 1; }");
        await notebook.Run("#r \"project: Lib/Lib.csproj\"\nLib.Is");
        Write(notebook, "Lib/Lib.cs", "public class Lib { public static int Is => 2222; }");

        var error = await notebook.Fail("#r \"project: Lib/Lib.csproj\"");

        Assert.Contains("Lib.csproj", error.Message);
        Assert.Contains("Restart", error.Message);
        await notebook.Run("Lib.Is");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Reference_ProjectChangedBetweenSessions_IsBuiltAgain()
    {
        await using var notebook = Open();
        Write(notebook, "Lib/Lib.csproj", Project());
        Write(notebook, "Lib/Lib.cs", "public class Lib { public static int Is => 1; }");
        await notebook.Run("#r \"project: Lib/Lib.csproj\"");
        Write(notebook, "Lib/More.cs", "public class More { public static int Is => Lib.Is + 1; }");
        await using var second = _feed.Open(options => options with { WorkingDirectory = notebook.Folder });

        await second.Run("#r \"project: Lib/Lib.csproj\"\nMore.Is");

        Assert.Equal("2", second.Plain);
    }

    [Fact]
    public async Task Reference_ProjectThatDoesNotCompile_ShowsTheCompilersErrors()
    {
        await using var notebook = Open();
        Write(notebook, "Lib/Lib.csproj", Project());
        Write(notebook, "Lib/Lib.cs", "public class Lib\n{ int a = nothing; }");

        var error = await notebook.Fail("#r \"project: Lib/Lib.csproj\"");

        Assert.Equal("ProjectBuildError", error.Name);
        Assert.Contains("Lib.cs(2,11): error CS0103", error.Message);
        Assert.DoesNotContain("[", error.Message.Replace("..", "", StringComparison.Ordinal));
        await notebook.Run("1");
    }

    [Fact]
    public async Task Reference_ProjectForSeveralFrameworks_TakesTheNewestThatRuns()
    {
        await using var notebook = Open();
        Write(notebook, "Lib/Lib.csproj", Project().Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks>"));
        Write(notebook, "Lib/Lib.cs", """
            public class Lib
            {
            #if NET10_0
                public static string Is => "ten";
            #else
                public static string Is => "standard";
            #endif
            }
            """);
        // The reference assemblies of netstandard come as a package.
        File.Delete(Path.Combine(notebook.Folder, "nuget.config"));

        var result = await notebook.TryRun("#r \"project: Lib/Lib.csproj\"\nLib.Is");

        if (result.Error?.Message.Contains("NU1") == true)
            Assert.Skip("NETStandard.Library is neither in the local NuGet folder nor on a feed.");
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal("ten", notebook.Plain);
    }

    [Theory]
    [InlineData("Nowhere/Nowhere.csproj", "not there")]
    [InlineData(".", "a folder")]
    [InlineData("nuget.config", "no project file")]
    public async Task Reference_NoProject_SaysWhatIsExpected(string path, string problem)
    {
        await using var notebook = Open();

        var error = await notebook.Fail($"#r \"project: {path}\"");

        Assert.Contains(problem, error.Message);
        Assert.Contains(".csproj", error.Message);
    }

    private Notebook Open() => _feed.Open(options => options with { Progress = _progress.Add });

    private string Project(string items = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestoreAdditionalProjectSources>{_feed.Folder}</RestoreAdditionalProjectSources></PropertyGroup>
          <ItemGroup>{items}</ItemGroup>
        </Project>
        """;

    private static void Write(Notebook notebook, string path, string text)
    {
        var file = Path.Combine(notebook.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
