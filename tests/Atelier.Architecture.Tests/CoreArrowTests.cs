using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Architecture.Tests;

/// <summary>Which stage of the core may use which.</summary>
public sealed class CoreArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Data"] = [],
        ["Prediction"] = ["Data"],
        ["Onnx"] = ["Prediction"],
        ["Preprocessing"] = ["Data", "Prediction", "Onnx"],
        ["Evaluation"] = ["Data", "Prediction"],
        ["Packaging"] = ["Data", "Preprocessing", "Prediction", "Evaluation", "Onnx"],
        ["Registry"] = ["Data", "Preprocessing", "Prediction", "Evaluation", "Packaging"],
        ["Monitoring"] = ["Data", "Preprocessing", "Prediction", "Evaluation", "Packaging"],
        ["Protocol"] = ["Prediction"], // sdk/Shared/Protocol: compiled into server and client
    };

    [Fact]
    public void Stages_Use_EarlierStagesOnly()
    {
        var arrows = Arrows();

        Assert.Contains(("Packaging", "Evaluation"), arrows.Select(arrow => (arrow.From, arrow.To)));
        Assert.Empty(arrows.Where(arrow => !Allowed.GetValueOrDefault(arrow.From, []).Contains(arrow.To))
            .Select(arrow => $"{arrow.File}: {arrow.From} -> {arrow.To}"));
    }

    private static List<(string File, string From, string To)> Arrows()
    {
        var token = TestContext.Current.CancellationToken;
        var files = Repository.Sources("sdk/Atelier").Concat(Repository.Sources("sdk/Shared")).ToArray();
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("core", files.Select(file => file.Tree), framework);
        var arrows = new HashSet<(string, string, string)>();
        foreach (var file in files)
        {
            var from = file.Path.Split('/')[2];
            var model = compilation.GetSemanticModel(file.Tree);
            foreach (var name in file.Tree.GetRoot(token).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name, token).Symbol;
                var space = (symbol as INamespaceSymbol ?? symbol?.ContainingNamespace)?.ToDisplayString() ?? "";
                if (space.Split('.') is ["Atelier", var to, ..] && to != from)
                {
                    arrows.Add((file.Path, from, to));
                }
            }
        }

        return [.. arrows];
    }
}
