using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>Everything is tried or has a reason, and the page that says so is up to date.</summary>
public sealed class CoverageTests
{
    public static TheoryData<string> Refused =>
        [.. RefusedModules.All.Where(entry => entry.Value.Case is not null).Select(entry => entry.Key.Name)];

    [Fact]
    public void File_IsWhatTheCodeGives()
    {
        var text = Coverage.Text();
        if (Environment.GetEnvironmentVariable("ATELIER_REWRITE") == "1")
        {
            File.WriteAllText(Coverage.Path, text);
        }

        var stored = File.Exists(Coverage.Path) ? File.ReadAllText(Coverage.Path).ReplaceLineEndings("\n") : "";
        Assert.True(text == stored, $"sdk/Atelier.Training/Export/COVERAGE.md is not what the code gives; write it anew: {Coverage.Rewrite}");
    }

    [Fact]
    public void Modules_OfTorchSharp_HaveACaseOrAReason()
    {
        var cases = Coverage.Cases();

        Assert.InRange(Coverage.TorchSharpModules.Count, 100, 200);
        var without = Coverage.TorchSharpModules.Where(type => !cases.ContainsKey(type) && !RefusedModules.All.ContainsKey(type) && !RefusedModules.IsLoss(type));
        Assert.Empty(without.Select(type => $"{type.Name} has no case in ModuleCases and no reason in RefusedModules."));
    }

    [Fact]
    public void Modules_WithAReason_HaveNoCase()
    {
        var cases = Coverage.Cases();

        Assert.Empty(RefusedModules.All.Keys.Where(cases.ContainsKey).Select(type => $"{type.Name} has a case, and a reason not to have one."));
        Assert.Empty(RefusedModules.All.Keys.Except(Coverage.TorchSharpModules).Select(type => $"{type.Name} is not among the modules of TorchSharp."));
    }

    [Fact]
    public void Layers_OfTheKit_HaveACase()
    {
        var cases = Coverage.Cases();

        Assert.Contains(typeof(Lstm), Coverage.OwnModules);
        Assert.Empty(Coverage.OwnModules.Where(type => !cases.ContainsKey(type)).Select(type => $"{type.Name} has no case in ModuleCases."));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Export_ModuleWithAReason_IsRefused(string module)
    {
        using var scope = NewDisposeScope();
        var refused = RefusedModules.All.Single(entry => entry.Key.Name == module).Value;
        using var model = refused.Case!.Make();

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, [refused.Case.Example(2, 0, 1)], refused.Case.CallOf(model)));

        Assert.Contains(refused.Refusal, error.Message, StringComparison.Ordinal);
    }
}
