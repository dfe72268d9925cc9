using System.Text.Json.Nodes;
using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

/// <summary>Kernels that are installed, listed and removed.</summary>
public sealed class KernelCommandTests : IDisposable
{
    private const string Foreign = """{"argv": ["dotnet", "interactive"], "display_name": ".NET (C#)", "language": "C#", "metadata": {"mine": 1}}""";

    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public KernelCommandTests() => _out.Profile.Width = _error.Profile.Width = 1000;

    [Fact]
    public async Task Install_Prefix_WritesSpecsThatStartThisTool()
    {
        Assert.Equal(ExitCodes.Success, await Kernel("install"));

        Assert.Equal(["atelier-csharp", "atelier-fsharp"], Names());
        var spec = Spec("atelier-csharp");
        var arguments = spec["argv"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToArray();
        Assert.Equal(["kernel", "start", "{connection_file}", "--language", "csharp"], arguments[^5..]);
        Assert.EndsWith("Atelier.Tool.dll", arguments[^6]);
        Assert.True(File.Exists(arguments[0]), arguments[0]);
        Assert.Equal(("C# (Atelier)", "C#", "message"), (Text(spec, "display_name"), Text(spec, "language"), Text(spec, "interrupt_mode")));
        Assert.False(spec["metadata"]!["debugger"]!.GetValue<bool>());
        Assert.Equal(("F# (Atelier)", "F#"), (Text(Spec("atelier-fsharp"), "display_name"), Text(Spec("atelier-fsharp"), "language")));
        Assert.Contains(Path.Combine(Kernels, "atelier-csharp"), _out.Output);
    }

    [Fact]
    public async Task Install_Compatible_TakesTheOldNamesToo()
    {
        await Kernel("install", "--compatible");

        Assert.Equal([".net-csharp", ".net-fsharp", "atelier-csharp", "atelier-fsharp"], Names());
        Assert.Equal((".NET (F#)", "F#"), (Text(Spec(".net-fsharp"), "display_name"), Text(Spec(".net-fsharp"), "language")));
    }

    [Fact]
    public async Task Install_CompatibleNameInUse_IsLeftAndSaid()
    {
        var file = _folder.Write("share/jupyter/kernels/.net-csharp/kernel.json", Foreign);

        Assert.Equal(ExitCodes.Success, await Kernel("install", "--compatible"));

        Assert.Equal(Foreign, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains(".net-csharp", _error.Output);
        Assert.Contains("that Atelier did not write; it is left as it is", _error.Output);
        Assert.Contains(".net-fsharp", Names());
    }

    [Fact]
    public async Task Install_OwnNameInUse_FailsInWords()
    {
        _folder.Write("share/jupyter/kernels/atelier-csharp/kernel.json", "not json");

        Assert.Equal(ExitCodes.Usage, await Kernel("install"));

        Assert.Contains("jupyter kernelspec remove atelier-csharp", _error.Output);
    }

    [Fact]
    public async Task Install_Again_ReplacesWhatItWrote()
    {
        await Kernel("install");
        var path = Path.Combine(Kernels, "atelier-csharp", "kernel.json");
        await File.WriteAllTextAsync(
            path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("C# (Atelier)", "old"), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Success, await Kernel("install"));

        Assert.Equal("C# (Atelier)", Text(Spec("atelier-csharp"), "display_name"));
    }

    [Fact]
    public async Task Uninstall_Specs_RemovesOnlyItsOwn()
    {
        _folder.Write("share/jupyter/kernels/.net-csharp/kernel.json", Foreign);
        _folder.Write("share/jupyter/kernels/python3/kernel.json", "{}");
        await Kernel("install", "--compatible");

        Assert.Equal(ExitCodes.Success, await Kernel("uninstall"));

        Assert.Equal([".net-csharp", "python3"], Names());
        Assert.Contains("Removed C# (Atelier)", _out.Output);
    }

    [Fact]
    public async Task Uninstall_Nothing_SaysSo()
    {
        Assert.Equal(ExitCodes.Success, await Kernel("uninstall"));

        Assert.Contains($"There are no kernels of Atelier in {Kernels}", _out.Output);
    }

    [Fact]
    public async Task List_Installed_TellsNamesAndPlaces()
    {
        await Kernel("install");
        var path = Path.Combine(Kernels, "atelier-fsharp", "kernel.json");
        var spec = Spec("atelier-fsharp");
        spec["argv"]![0] = _folder["gone"];
        await File.WriteAllTextAsync(path, spec.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Success, await Kernel("list"));

        Assert.Contains($"atelier-csharp  C# (Atelier)  {Path.Combine(Kernels, "atelier-csharp")}", _out.Output);
        Assert.Contains($"atelier-fsharp starts {_folder["gone"]}, which is not there any more", _error.Output);
    }

    [Fact]
    public async Task List_Nothing_SaysWhatToDo()
    {
        await Kernel("list");

        Assert.Contains("atelier kernel install", _out.Output);
    }

    [Fact]
    public async Task Install_TwoPlaces_AreRefused()
    {
        Assert.Equal(ExitCodes.Usage, await Kernel("install", "--user"));

        Assert.Contains("expected at most one", _error.Output);
        Assert.False(Directory.Exists(Kernels));
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    private string Kernels => _folder["share", "jupyter", "kernels"];

    private Task<int> Kernel(params string[] arguments) => CommandLine.InvokeAsync(
        ["kernel", .. arguments, "--prefix", _folder.Path],
        new ToolHost(_out, _error, options => new NotebookEngine(options)), TestContext.Current.CancellationToken);

    private string?[] Names() => [.. Directory.GetDirectories(Kernels).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private JsonObject Spec(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Kernels, name, "kernel.json")))!.AsObject();

    private static string? Text(JsonObject json, string field) => json[field]?.GetValue<string>();
}
