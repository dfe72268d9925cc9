namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ScriptExtensionTests : IDisposable
{
    private const string Counter = "public static class Counter { public static int Runs; }";

    private readonly TestFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Extension_OfARestoredPackage_RunsOnce()
    {
        _feed.Add("Test.Extended", "1.0.0", Counter, "#!meta\n\n{\"kernelInfo\":{}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nCounter.Runs++;\n\n#!C#\nvar fromExtension = 5; display(\"ready\");\n");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Extended, 1.0.0\"\nCounter.Runs + fromExtension");

        Assert.Equal("6", notebook.Plain);
        Assert.Contains(notebook.Outputs.OfType<DisplayOutput>(), output => output.Data["text/plain"].GetValue<string>() == "ready");
        Assert.Contains(notebook.Outputs.OfType<DisplayOutput>(), output => output.Data.TryGetValue("text/markdown", out var text) && text.GetValue<string>() == "# Title");
        await notebook.Run("#r \"nuget: Test.Extended, 1.0.0\"\nCounter.Runs");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Extension_OfADependency_Runs()
    {
        _feed.Add("Test.Extended", "1.0.0", Counter, "Counter.Runs = 7;");
        _feed.Add("Test.User", "1.0.0", "public class User { }", dependency: "Test.Extended/1.0.0");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.User, 1.0.0\"\nCounter.Runs");

        Assert.Equal("7", notebook.Plain);
    }

    [Fact]
    public async Task Extension_OfADependency_RunsBeforeItsUsers()
    {
        _feed.Add("Test.Zero", "1.0.0", Counter, "Counter.Runs = 7;");
        _feed.Add("Test.Able", "1.0.0", "public class Able { }", "Counter.Runs *= 6;", dependency: "Test.Zero/1.0.0");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Able, 1.0.0\"\nCounter.Runs");

        Assert.Equal("42", notebook.Plain);
    }

    [Theory]
    [InlineData("#!csharp\n\nnotThere.Run();", "CS0103", "line 3")]
    [InlineData("#!csharp\nthrow new InvalidOperationException(\"no ground\");", "no ground", "line 2")]
    public async Task Extension_ThatFails_NamesThePackage(string script, string problem, string line)
    {
        _feed.Add("Test.Broken", "1.0.0", "public static class Broken { public static int Is => 3; }", script);
        await using var notebook = _feed.Open();

        var error = await notebook.Fail("#r \"nuget: Test.Broken, 1.0.0\"");

        Assert.Equal("ExtensionError", error.Name);
        Assert.Contains("Test.Broken 1.0.0", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.Contains(error.Traceback, text => text.Contains("extension.dib of Test.Broken") && text.Contains(line));
        await notebook.Run("Broken.Is");
        Assert.Equal("3", notebook.Plain);
    }

    [Fact]
    public async Task Extension_ThatFailed_KeepsNoOtherCellFromItsPackages()
    {
        _feed.Add("Test.Broken", "1.0.0", "public static class Broken { }", "#!csharp\nthrow new InvalidOperationException(\"no ground\");");
        _feed.Add("Test.Sound", "1.0.0", "public static class Sound { public static int Is => 4; }");
        await using var notebook = _feed.Open();
        await notebook.Fail("#r \"nuget: Test.Broken, 1.0.0\"");

        await notebook.Run("#r \"nuget: Test.Sound, 1.0.0\"\nSound.Is");

        Assert.Equal("4", notebook.Plain);
        Assert.Contains("no ground", (await notebook.Fail("#r \"nuget: Test.Broken, 1.0.0\"\n#r \"nuget: Test.Sound, 1.0.0\"")).Message);
    }
}
