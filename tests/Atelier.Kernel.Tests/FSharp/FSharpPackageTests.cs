namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class FSharpPackageTests
{
    private const string Library = "namespace Shapes; public class Circle { public double Radius { get; set; } public static int Made; public Circle() => Made++; }";

    [Fact]
    public async Task Reference_Package_IsTheSameInBothLanguages()
    {
        using var feed = new TestFeed();
        feed.Add("Shapes", "1.0.0", Library);
        await using var notebook = feed.Open();

        await notebook.Run("#!fsharp\n#r \"nuget: Shapes, 1.0.0\"\nopen Shapes\nlet c = Circle(Radius = 2.0)\nCircle.Made");
        Assert.Equal("1", notebook.Plain);
        await notebook.Run("new Shapes.Circle();\nShapes.Circle.Made");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task Reference_PackageOfACSharpCell_IsThereForLaterFSharp()
    {
        using var feed = new TestFeed();
        feed.Add("Shapes", "1.0.0", Library);
        await using var notebook = feed.Open();
        await notebook.Run("#!fsharp\n1");

        await notebook.Run("#r \"nuget: Shapes, 1.0.0\"\nvar c = new Shapes.Circle { Radius = 3 };");
        await notebook.Run("await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SendValue(\"c\", c, null, \"fsharp\"));");
        await notebook.Run("#!fsharp\nlet same : Shapes.Circle = c\nsame.Radius + 1.0");

        Assert.Equal("4", notebook.Plain);
    }

    [Fact]
    public async Task Reference_PackageWithANameThatTheProcessHas_IsTheNotebooks()
    {
        using var feed = new TestFeed();
        // The engine itself uses a library of this name, in a higher version.
        feed.Add("Markdig", "0.1.0", "namespace Markdig; public class Own { public static int Made; public Own() => Made++; }");
        await using var notebook = feed.Open();

        await notebook.Run("#!fsharp\n#r \"nuget: Markdig, 0.1.0\"\nlet own = Markdig.Own()\nMarkdig.Own.Made");
        Assert.Equal("1", notebook.Plain);
        await notebook.Run("new Markdig.Own();\nMarkdig.Own.Made");

        Assert.Equal("2", notebook.Plain);
    }

    [Fact]
    public async Task Reference_File_IsUsable()
    {
        await using var notebook = new Notebook();
        File.WriteAllBytes(Path.Combine(notebook.Folder, "Shapes.dll"), TestFeed.Compile("Shapes", Library));

        await notebook.Run("#!fsharp\n#r @\"Shapes.dll\"\nShapes.Circle(Radius = 5.0).Radius");

        Assert.Equal("5", notebook.Plain);
    }

    [Fact]
    public async Task Reference_Plotly_WorksInBothLanguages()
    {
        await using var notebook = new Notebook();

        var result = await notebook.TryRun("#!fsharp\n#r \"nuget: Plotly.NET, 6.0.0\"\nopen Plotly.NET\nlet chart = Chart.Point([1; 2], [3; 4])\n(GenericChart.toChartHTML chart).Length > 10");
        Assert.SkipWhen(result.Error?.Name == "PackageError", "There is no package feed.");
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal("True", notebook.Plain);
        await notebook.Run("""
            using Microsoft.DotNet.Interactive.FSharp;
            var fsharp = (FSharpKernel)((Microsoft.DotNet.Interactive.CompositeKernel)Microsoft.DotNet.Interactive.Kernel.Root).ChildKernels.First(kernel => kernel.Name == "fsharp");
            fsharp.TryGetValue<Plotly.NET.GenericChart>("chart", out var chart);
            """);
        await notebook.Run("Plotly.NET.GenericChart.toChartHTML(chart).Length > 10");

        Assert.Equal("True", notebook.Plain);
    }
}
