namespace Atelier.Architecture.Tests;

/// <summary>Which project may refer to which: one project for each runtime dependency, and the arrows point down only.</summary>
public sealed class ProjectArrowTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new()
    {
        ["Atelier"] = [],
        ["Atelier.Sql"] = ["Atelier"],
        ["Atelier.Vision"] = ["Atelier"],
        ["Atelier.Training"] = ["Atelier", "Atelier.Inference"], // every exported graph is proven in ONNX Runtime
        ["Atelier.Inference"] = ["Atelier"],
        ["Atelier.Serving"] = ["Atelier", "Atelier.Inference"],
        ["Atelier.Client"] = ["Atelier"],
        ["Atelier.Interactive"] = ["Atelier"],
        ["Atelier.Kernel"] = [],
        ["Atelier.Tool"] = ["Atelier.Kernel", "Atelier.Serving", "Atelier.Sql", "Atelier.Vision"], // registries in PostgreSQL, preprocessing of images
    };

    /// <summary>A package with weight, and the only projects that may bring it in.</summary>
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        ["TorchSharp"] = ["Atelier.Training"],
        ["libtorch"] = ["Atelier.Training"],
        ["DuckDB.NET"] = ["Atelier.Sql"],
        ["Npgsql"] = ["Atelier.Sql"],
        ["SkiaSharp"] = ["Atelier.Vision"],
        ["Google.Protobuf"] = ["Atelier"],
        ["Grpc.AspNetCore"] = ["Atelier.Serving"],
        ["Grpc.Net.Client"] = ["Atelier.Client"],
        ["Microsoft.ML.OnnxRuntime"] = ["Atelier.Inference"],
        ["Microsoft.AspNetCore.App"] = ["Atelier.Serving", "Atelier.Tool"],
        ["Plotly.NET"] = ["Atelier.Interactive"],
        ["Microsoft.DotNet.Interactive.Formatting"] = ["Atelier.Interactive", "Atelier.Kernel"],
        ["Microsoft.CodeAnalysis"] = ["Atelier.Kernel"],
        ["FSharp.Compiler.Service"] = ["Atelier.Kernel"],
        ["FSharp.Core"] = ["Atelier.Kernel"],
        ["NetMQ"] = ["Atelier.Kernel"],
        ["Markdig"] = ["Atelier.Kernel"],
        ["Spectre.Console"] = ["Atelier.Tool"],
        ["System.CommandLine"] = ["Atelier.Tool"],
    };

    [Fact]
    public void Projects_ReferTo_AllowedProjectsOnly()
    {
        var wrong = Repository.Products.SelectMany(project => project.Projects
            .Where(target => !AllowedProjects.GetValueOrDefault(project.Name, []).Contains(target))
            .Select(target => $"{project.Name} -> {target}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Projects_AllAreKnownHere() =>
        Assert.Equal(AllowedProjects.Keys.Order(), Repository.Products.Select(project => project.Name).Order());

    [Fact]
    public void Packages_WithWeight_StayInTheirProject()
    {
        var wrong = Repository.Products.SelectMany(project => project.Packages.Concat(project.Frameworks)
            .Where(package => Owners.Any(owner => Matches(package, owner.Key) && !owner.Value.Contains(project.Name)))
            .Select(package => $"{project.Name} -> {package}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Projects_HaveOneNamespaceEach_ExceptTheCoreWithOneAFolder()
    {
        var wrong = Repository.Products.SelectMany(project => Repository.Sources(project.Folder)
            .SelectMany(file => Namespaces(file).Where(name => !Allowed(project, file, name)).Select(name => $"{file}: {name}")));

        Assert.Empty(wrong);
    }

    private static bool Matches(string package, string owner) =>
        package == owner || package.StartsWith(owner + ".", StringComparison.Ordinal) || package.StartsWith(owner + "-", StringComparison.Ordinal);

    private static IEnumerable<string> Namespaces(SourceFile file) => file.Tree.GetRoot(TestContext.Current.CancellationToken)
        .DescendantNodes()
        .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.BaseNamespaceDeclarationSyntax>()
        .Select(declaration => declaration.Name.ToString());

    private static bool Allowed(Project project, SourceFile file, string name)
    {
        var rooms = Path.GetRelativePath(project.Folder.FullName, Checkout.PathOf(file.Path)).Replace('\\', '/').Split('/')[..^1];
        return project.Name switch
        {
            // A stage of the core may be divided into folders; its namespace stays one.
            "Atelier" => name == $"Atelier.{rooms[0]}",
            // The names that notebooks of .NET Interactive use live under theirs.
            "Atelier.Kernel" when rooms is ["Compatibility", "System"] => name == "System",
            "Atelier.Kernel" when rooms is ["Compatibility", ..] => name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal),
            _ => name == project.Name,
        };
    }
}
