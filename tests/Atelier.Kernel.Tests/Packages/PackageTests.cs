namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class PackageTests : IDisposable
{
    private const string Greeter = "public static class Greeter { public static string Hello => \"hello\"; public static string Place => typeof(Greeter).Assembly.Location; }";

    private readonly TestFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Reference_ExactVersion_IsUsedInTheSameCell()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Greeter, 1.0.0\"\nConsole.Write(Greeter.Place);\nGreeter.Hello");

        Assert.Equal("hello", notebook.Plain);
        Assert.StartsWith(_feed.GlobalPackages, notebook.Out);
        var installed = notebook.Outputs.OfType<DisplayOutput>().First();
        Assert.Equal("Installed packages: Test.Greeter 1.0.0", installed.Data["text/plain"].GetValue<string>());
        Assert.Contains("<li>Test.Greeter 1.0.0</li>", installed.Data["text/html"].GetValue<string>());
    }

    [Theory]
    [InlineData("", "2.0.0")]
    [InlineData(", 1.*", "1.5.0")]
    [InlineData(", *-*", "3.0.0-beta")]
    [InlineData(",[1.0,1.4)", "1.0.0")]
    [InlineData(", 1.2.0", "1.5.0")]
    public async Task Reference_Version_IsChosen(string version, string expected)
    {
        foreach (var packed in new[] { "1.0.0", "1.5.0", "2.0.0", "3.0.0-beta" })
            _feed.Add("Test.Versions", packed, $"public static class V {{ public static string Is => \"{packed}\"; }}");
        await using var notebook = _feed.Open();

        await notebook.Run($"#r \"nuget:Test.Versions{version}\"\nV.Is");

        Assert.Equal(expected, notebook.Plain);
    }

    [Fact]
    public async Task Reference_NoVersionAndOnlyPrereleases_TakesTheLatest()
    {
        _feed.Add("Test.Beta", "1.0.0-beta.2", "public static class B { public static int Is => 2; }");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Beta\"\nB.Is");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task Reference_SourceDirective_IsAsked()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using var notebook = _feed.Open(withSource: false);

        await notebook.Run($"#i \"nuget: {_feed.Folder}\"\n#r \"nuget: Test.Greeter, 1.0.0\"\nGreeter.Hello");

        Assert.Equal("hello", notebook.Plain);
    }

    [Fact]
    public async Task Reference_WarmRestore_StartsNoProcess()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        var cold = new List<string>();
        await using (var first = _feed.Open(options => options with { Progress = cold.Add }))
            await first.Run("#r \"nuget: Test.Greeter, 1.0.0\"");
        var warm = new List<string>();
        await using var second = _feed.Open(options => options with { Progress = warm.Add, WorkingDirectory = options.WorkingDirectory });
        await second.Run("1");

        // The configuration lies in another folder but its text counts as well as its path.
        await second.Run("#r \"nuget: Test.Greeter, 1.0.0\"");
        warm.Clear();
        await using var third = _feed.Open(options => options with { Progress = warm.Add, WorkingDirectory = second.Folder });
        await third.Run("1");
        await third.Run("#r \"nuget: Test.Greeter, 1.0.0\"\nGreeter.Hello");

        Assert.Single(cold);
        Assert.Empty(warm);
    }

    [Fact]
    public async Task Reference_PackedAgain_UsesTheNewContent()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using (var first = _feed.Open())
            await first.Run("#r \"nuget: Test.Greeter, 1.0.0\"");
        _feed.Add("Test.Greeter", "1.0.0", Greeter.Replace("\"hello\"", "\"hello again\""));
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Greeter, 1.0.0\"\nGreeter.Hello");

        Assert.Equal("hello again", notebook.Plain);
    }

    [Fact]
    public async Task Reference_UnknownPackage_SaysWhatToDoAndIsForgotten()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using var notebook = _feed.Open();

        var error = await notebook.Fail("#r \"nuget: Test.NoSuchThing, 1.0.0\"");

        Assert.Equal("PackageRestoreError", error.Name);
        Assert.Contains("Test.NoSuchThing", error.Message);
        Assert.Contains(_feed.Folder, error.Message);
        Assert.Contains("#i", error.Message);
        await notebook.Run("#r \"nuget: Test.Greeter, 1.0.0\"\nGreeter.Hello");
        Assert.Equal("hello", notebook.Plain);
        Assert.Empty(Directory.EnumerateDirectories(_feed.Cache));
    }

    [Fact]
    public async Task Reference_OtherVersionOfALoadedPackage_SaysToRestart()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        _feed.Add("Test.Greeter", "2.0.0", Greeter);
        await using var notebook = _feed.Open();
        await notebook.Run("#r \"nuget: Test.Greeter, 1.0.0\"");

        var error = await notebook.Fail("#r \"nuget: Test.Greeter, 2.0.0\"");

        Assert.Contains("1.0.0 is loaded", error.Message);
        Assert.Contains("restart", error.Message);
        await notebook.Run("#r \"nuget: test.greeter, 1.0\"\n#r \"nuget: Test.Greeter\"\n#r \"nuget: Test.Greeter, *-*\"\nGreeter.Hello");
        await notebook.Fail("#r \"nuget: Test.Greeter, 1.0.0\"\n#r \"nuget: Test.Greeter, 2.0.0\"");
    }

    [Fact]
    public async Task Reference_SecondPackageNeedsNewerDependency_WhichIsNotInUse_GetsIt()
    {
        Chain();
        await using var notebook = _feed.Open();
        await notebook.Run("#r \"nuget: Test.Left, 1.0.0\"");

        await notebook.Run("#r \"nuget: Test.Right, 1.0.0\"\nRight.Of + Base.Version");

        Assert.Equal("22", notebook.Plain);
    }

    [Fact]
    public async Task Reference_SecondPackageNeedsNewerDependency_WhichIsInUse_SaysSo()
    {
        Chain();
        await using var notebook = _feed.Open();
        await notebook.Run("#r \"nuget: Test.Left, 1.0.0\"\nLeft.Of");
        Assert.Equal("1", notebook.Plain);

        await notebook.Run("#r \"nuget: Test.Right, 1.0.0\"");

        Assert.Contains("Test.Base 1.0.0 is in use", notebook.Error);
        Assert.Contains("Restart", notebook.Error);
    }

    [Fact]
    public async Task Reference_SharedFramework_IsReferenced()
    {
        var aspNet = SharedFrameworks.Find("Microsoft.AspNetCore.App");
        if (aspNet.Count == 0)
            Assert.Skip("ASP.NET Core is not installed beside this .NET.");
        _feed.Add("Test.Web", "1.0.0", "public static class Web { public static object Make() => new Microsoft.AspNetCore.Http.HeaderDictionary(); }",
            framework: "Microsoft.AspNetCore.App", references: [.. aspNet.Where(path => path.Contains("AspNetCore.Http") || path.Contains("Primitives"))]);
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Web, 1.0.0\"\nusing Microsoft.AspNetCore.Http;\n(Web.Make() is HeaderDictionary).ToString() + StatusCodes.Status404NotFound");

        Assert.Equal("True404", notebook.Plain);
    }

    [Fact]
    public async Task Reference_MissingFramework_SaysSo()
    {
        _feed.Add("Test.Desktop", "1.0.0", "public class Desktop { }", framework: "Test.NoSuchFramework");
        await using var notebook = _feed.Open();

        var error = await notebook.Fail("#r \"nuget: Test.Desktop, 1.0.0\"");

        Assert.Contains("Test.Desktop 1.0.0", error.Message);
        Assert.Contains("Test.NoSuchFramework", error.Message);
        await notebook.Run("1");
    }

    [Fact]
    public async Task Reference_OnePackageFails_NoneIsHalfAdded()
    {
        var library = Path.Combine(_feed.Folder, "Zeta.Dep.dll");
        File.WriteAllBytes(library, TestFeed.Compile("Zeta.Dep", "public class Zeta { public int Number => 6; }"));
        _feed.Add("Zeta.Dep", "1.0.0", "public class Zeta { public int Number => 6; }");
        _feed.Add("Alpha", "1.0.0", "public class Alpha : Zeta { }", dependency: "Zeta.Dep/1.0.0", references: library);
        _feed.Add("Test.Desktop", "1.0.0", "public class Desktop { }", framework: "Test.NoSuchFramework");
        await using var notebook = _feed.Open();

        var error = await notebook.Fail("#r \"nuget: Alpha, 1.0.0\"\n#r \"nuget: Test.Desktop, 1.0.0\"");

        Assert.Contains("Test.NoSuchFramework", error.Message);
        await notebook.Fail("new Alpha()");
        await notebook.Run("#r \"nuget: Alpha, 1.0.0\"\nnew Alpha().Number");
        Assert.Equal("6", notebook.Plain);
    }

    [Fact]
    public async Task Reference_PackageRegistersFormatter_TheKernelUsesIt()
    {
        _feed.Add("Test.Shapes", "1.0.0", """
            using Microsoft.DotNet.Interactive.Formatting;
            public class Shape { public static void Register() => Formatter.Register<Shape>(_ => "a round one", "text/plain"); }
            """);
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Shapes, 1.0.0\"\nShape.Register();\nnew Shape()");

        Assert.Equal("a round one", notebook.Plain);
    }

    [Fact]
    public async Task Reference_SeveralInACell_AreRestoredAtOnce()
    {
        _feed.Add("Test.One", "1.0.0", "public static class One { public static int Is => 1; }");
        _feed.Add("Test.Two", "1.0.0", "public static class Two { public static int Is => 2; }");
        var progress = new List<string>();
        await using var notebook = _feed.Open(options => options with { Progress = progress.Add });

        await notebook.Run("#r \"nuget: Test.One\"\nvar sum = One.Is + Two.Is;\n#r \"nuget: Test.Two, 1.0.0\"\nsum");

        Assert.Equal("3", notebook.Plain);
        Assert.Equal("Restoring Test.One, Test.Two 1.0.0", Assert.Single(progress));
    }

    [Fact]
    public async Task Reference_RelativeSourceDirective_StartsAtTheNotebook()
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using var notebook = _feed.Open(withSource: false);
        Directory.CreateDirectory(Path.Combine(notebook.Folder, "feed"));
        File.Copy(Path.Combine(_feed.Folder, "Test.Greeter.1.0.0.nupkg"), Path.Combine(notebook.Folder, "feed", "Test.Greeter.1.0.0.nupkg"));

        await notebook.Run("#i \"nuget:feed\"\n#r \"nuget: Test.Greeter\"\nGreeter.Hello");

        Assert.Equal("hello", notebook.Plain);
    }

    [Theory]
    [InlineData("https://localhost:9/v3/index.json")]
    [InlineData("no/such/folder")]
    public async Task Reference_SourceThatDoesNotAnswer_IsNamedAndDropped(string source)
    {
        _feed.Add("Test.Greeter", "1.0.0", Greeter);
        await using var notebook = _feed.Open();

        var error = await notebook.Fail($"#i \"nuget: {source}\"\n#r \"nuget: Test.Greeter\"");

        Assert.Contains("NU1301", error.Message);
        Assert.Contains("No longer asked: ", error.Message);
        Assert.Contains(source, error.Message);
        await notebook.Run("#r \"nuget: Test.Greeter\"\nGreeter.Hello");
        Assert.Equal("hello", notebook.Plain);
    }

    [Fact]
    public async Task Reference_SourceMappingAboveTheNotebook_IsObeyed()
    {
        _feed.Add("Test.Mapped", "1.0.0", "public static class Mapped { public static int Is => 4; }");
        _feed.Add("Test.Other", "1.0.0", "public class Other { }");
        await using var above = _feed.Open(withSource: false);
        File.WriteAllText(Path.Combine(above.Folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_feed.GlobalPackages}" /></config>
              <packageSources><clear /><add key="feed" value="{_feed.Folder}" /></packageSources>
              <packageSourceMapping><clear /><packageSource key="feed"><package pattern="Test.Mapped" /></packageSource></packageSourceMapping>
            </configuration>
            """);
        var folder = Directory.CreateDirectory(Path.Combine(above.Folder, "notebooks")).FullName;
        await using var notebook = _feed.Open(options => options with { WorkingDirectory = folder }, withSource: false);

        await notebook.Run("#r \"nuget: Test.Mapped\"\nMapped.Is");

        Assert.Equal("4", notebook.Plain);
        var error = await notebook.Fail("#r \"nuget: Test.Other\"");
        Assert.Contains("NU1100", error.Message);
    }

    [Fact]
    public async Task Reference_TypesThatTheKernelHas_AreNotDoubled()
    {
        const string original = "namespace Microsoft.DotNet.Interactive { public static class Kernel { public static int Other => 1; } }";
        _feed.Add("Microsoft.DotNet.Interactive", "1.0.0", original);
        _feed.Add("Microsoft.DotNet.Interactive.Part", "1.0.0", original);
        _feed.Add("Microsoft.DotNet.Interactive.More", "1.0.0", "namespace Microsoft.DotNet.Interactive { public static class More { public static int Is => 6; } }");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Microsoft.DotNet.Interactive\"\n#r \"nuget: Microsoft.DotNet.Interactive.Part\"\n#r \"nuget: Microsoft.DotNet.Interactive.More\"");

        await notebook.Run("using Microsoft.DotNet.Interactive;\nKernel.display(\"shown\");\nMore.Is");
        Assert.Equal("6", notebook.Plain);
    }

    private void Chain()
    {
        foreach (var version in new[] { 1, 2 })
            _feed.Add("Test.Base", $"{version}.0.0", $"public static class Base {{ public static int Version => {version}; }}");
        var library = Path.Combine(_feed.Folder, "Test.Base.dll");
        File.WriteAllBytes(library, TestFeed.Compile("Test.Base", "public static class Base { public static int Version => 1; }"));
        _feed.Add("Test.Left", "1.0.0", "public static class Left { public static int Of => Base.Version; }", dependency: "Test.Base/1.0.0", references: library);
        _feed.Add("Test.Right", "1.0.0", "public static class Right { public static string Of => \"\" + Base.Version; }", dependency: "Test.Base/2.0.0", references: library);
    }
}
