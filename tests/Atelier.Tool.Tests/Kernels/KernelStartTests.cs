namespace Atelier.Tool.Tests;

/// <summary>How front ends start a kernel, and what the tool makes of its arguments.</summary>
public sealed class KernelStartTests
{
    [Theory]
    [InlineData("/c/k.json", "csharp", "/c/k.json")]
    [InlineData("/c/k.json", "fsharp", "/c/k.json", "--language", "fsharp")]
    [InlineData("/c/k.json", "fsharp", "--language=fsharp", "/c/k.json")]
    public void Parse_Arguments_AreFileAndLanguage(string file, string language, params string[] arguments) =>
        Assert.Equal((file, language), KernelStart.Parse(arguments));

    [Theory]
    [InlineData("no file is given")]
    [InlineData("'b' is given", "a", "b")]
    [InlineData("'--fast' is given", "--fast", "a")]
    [InlineData("'--language' is given", "a", "--language")]
    [InlineData("--language is 'cobol'", "a", "--language", "cobol")]
    public void Run_WrongArguments_FailInWords(string given, params string[] arguments)
    {
        using var error = new StringWriter();

        Assert.Equal(ExitCodes.Usage, KernelStart.Run(arguments, error));

        Assert.StartsWith($"{given}; expected: atelier kernel start CONNECTION_FILE", error.ToString());
    }

    [Theory]
    [InlineData(true, "kernel", "start", "a.json")]
    [InlineData(true, "kernel", "start", "--language", "fsharp", "a.json")]
    [InlineData(false, "kernel", "start")]
    [InlineData(false, "kernel", "start", "--help")]
    [InlineData(false, "kernel", "start", "a.json", "-h")]
    [InlineData(false, "kernel", "install")]
    [InlineData(false, "run", "a.ipynb")]
    public void Takes_Arguments_OnlyWhenAKernelIsStarted(bool expected, params string[] arguments) =>
        Assert.Equal(expected, KernelStart.Takes(arguments));

    [Fact]
    public async Task Process_WrongConnectionFile_FailsInWordsWithCode2()
    {
        using var folder = new TemporaryFolder();

        var (missing, missingText) = await ToolProcess.RunAsync(null, "kernel", "start", folder["none.json"]);
        var (wrong, wrongText) = await ToolProcess.RunAsync(null, "kernel", "start", folder.Write("wrong.json", "[]"));

        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (missing, wrong));
        Assert.Contains("There is no connection file at", missingText);
        Assert.Contains("is no connection file: it holds no JSON object", wrongText);
    }

    [Theory]
    [InlineData("/home/a/.dotnet/tools/atelier", "/x/Atelier.Tool.dll", "/home/a/.dotnet/tools/atelier")]
    [InlineData("/x/Atelier.Tool", "/x/Atelier.Tool.dll", "/x/Atelier.Tool")]
    [InlineData("/usr/bin/dotnet", "/x/Atelier.Tool.dll", "/usr/bin/dotnet", "/x/Atelier.Tool.dll")]
    [InlineData("/x/single", "", "/x/single")]
    [InlineData("/x/other", "/x/Atelier.Tool.dll", "dotnet", "/x/Atelier.Tool.dll")]
    public void Command_OfTheTool_StartsItTheSameWay(string process, string assembly, params string[] expected) =>
        Assert.Equal(expected, ToolProgram.Choose(process, assembly, "/nowhere/shared/Microsoft.NETCore.App/10.0.0/"));
}
