namespace Atelier.Kernel.Tests;

/// <summary>Packages of nuget.org: native libraries by platform, and dependencies that the kernel has as well.</summary>
[Collection(EngineCollection.Name)]
public sealed class PublicPackageTests
{
    private const string OriginalVersion = "1.0.0-beta.26120.1";

    [Fact]
    public async Task Reference_NativeLibrary_IsLoadedFromThePackage()
    {
        await using var notebook = new Notebook();

        await Reference(notebook, "#r \"nuget: SkiaSharp, 4.155.0\"\n#r \"nuget: SkiaSharp.NativeAssets.Linux.NoDependencies, 4.155.0\"");

        await notebook.Run("using SkiaSharp;\nvar bitmap = new SKBitmap(4, 3);\nbitmap.SetPixel(1, 1, SKColors.Red);\nbitmap.GetPixel(1, 1).ToString()");
        Assert.Equal("#ffff0000", notebook.Plain);
    }

    [Fact]
    public async Task Reference_OnnxRuntime_Starts()
    {
        await using var notebook = new Notebook();

        await Reference(notebook, "#r \"nuget: Microsoft.ML.OnnxRuntime, 1.31.1\"");

        await notebook.Run("using Microsoft.ML.OnnxRuntime;\nOrtEnv.Instance().GetVersionString()");
        Assert.StartsWith("1.", notebook.Plain);
    }

    [Fact]
    public async Task Reference_PlotlyAndFormatting_ShareTheKernelsFormatting()
    {
        await using var notebook = new Notebook();

        await Reference(notebook, "#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\n#r \"nuget: Microsoft.DotNet.Interactive.Formatting\"");

        await notebook.Run("""
            using Plotly.NET;
            using Microsoft.DotNet.Interactive.Formatting;
            Formatter.Register<GenericChart>(chart => GenericChart.toJson(chart), "application/vnd.plotly.v1+json");
            Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), "application/vnd.plotly.v1+json");
            Plotly.NET.CSharp.Chart.Point<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 })
            """);
        Assert.NotNull(notebook.Value.Data["application/vnd.plotly.v1+json"]["data"]);
    }

    [Fact]
    public async Task Reference_PackageThatTheProcessHasToo_ComesFromThePackage()
    {
        await using var notebook = new Notebook();
        await Reference(notebook, "#r \"nuget: Newtonsoft.Json, 13.0.1\"");

        await notebook.Run("Newtonsoft.Json.JsonConvert.SerializeObject(typeof(Newtonsoft.Json.JsonConvert).Assembly.Location)");

        Assert.Contains("13.0.1", notebook.Plain);
    }

    [Fact]
    public async Task Reference_TheOriginalKernelsPackages_LeaveTheKernelUsable()
    {
        await using var notebook = new Notebook();
        await Reference(notebook, "#r \"nuget: Microsoft.DotNet.Interactive, *-*\"\n#r \"nuget: Microsoft.DotNet.Interactive.CSharp, *-*\"");

        await notebook.Run("using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Formatting;\ndisplay(1);\n2.Display();\nKernel.display(3);\n4");

        Assert.Equal("4", notebook.Plain);
    }

    [Fact]
    public async Task Extension_CompiledForTheOriginalKernel_Loads()
    {
        using var feed = new TestFeed();
        await using (var restored = new Notebook())
            await Reference(restored, $"#r \"nuget: Microsoft.DotNet.Interactive, {OriginalVersion}\"");
        feed.Add("Test.Compiled", "1.0.0", "public static class Compiled { public static string Said = \"nothing\"; }");
        feed.AddExtension("Test.Compiled", "1.0.0", TestFeed.Compile("Test.Compiled.Interactive", """
            using System.Threading.Tasks;
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Directives;
            public class Extension : IKernelExtension
            {
                public async Task OnLoadAsync(Kernel kernel)
                {
                    ((CompositeKernel)kernel).Add(new Shout());
                    kernel.AddDirective(new KernelActionDirective("#!greet"), async (command, context) =>
                        await context.HandlingKernel.RootKernel.SendAsync(new SubmitCode("var greeted = 1;", "csharp")));
                    await kernel.SendAsync(new SubmitCode("var loaded = true;", "csharp"));
                }
            }
            public class Shout : Kernel, IKernelCommandHandler<SubmitCode>
            {
                public Shout() : base("shout") { }
                Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
                {
                    System.Console.WriteLine(command.Code.ToUpperInvariant());
                    return Task.CompletedTask;
                }
            }
            """, "1.0.0", OriginalAssembly("Microsoft.DotNet.Interactive"), OriginalAssembly("Microsoft.DotNet.Interactive.Formatting")));
        await using var notebook = feed.Open();

        await notebook.Run("#r \"nuget: Test.Compiled, 1.0.0\"\nloaded");
        Assert.Equal("True", notebook.Plain);
        await notebook.Run("#!shout\nquiet");
        Assert.Contains("QUIET", notebook.Out, StringComparison.Ordinal);
        await notebook.Run("#!greet\ngreeted");
        Assert.Equal("1", notebook.Plain);
    }

    private static string OriginalAssembly(string name) => Directory.EnumerateFiles(
        Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            name.ToLowerInvariant(), OriginalVersion),
        name + ".dll", SearchOption.AllDirectories).First();

    private static async Task Reference(Notebook notebook, string directives)
    {
        var result = await notebook.TryRun(directives);
        if (result.Error is { Name: "PackageRestoreError" } error && (error.Message.Contains("NU1301") || error.Message.Contains("NU1101")))
            Assert.Skip("nuget.org cannot be reached and the packages are not in the local NuGet folder.");
        Assert.True(result.Succeeded, result.Error?.Message);
    }
}
