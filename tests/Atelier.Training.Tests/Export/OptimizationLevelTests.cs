using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>What a model's code does is exported, and not what the compiler made of it: the zoo compiled for debugging and compiled optimized gives the same bytes.</summary>
/// <remarks>Nothing of a graph may differ. What may is the line in an error: where the optimized code has no frame of its own for a method that was inlined, the error names the method that called it.</remarks>
[Collection(nameof(TorchGlobals))]
public sealed class OptimizationLevelTests
{
    private static readonly string[] Models = ["ImageModels", "SequenceModels", "TransformerModels", "TableModels", "WaysModels"];

    private static readonly Lazy<IReadOnlyDictionary<string, Func<byte[]>>> Debug = new(() => Exports(OptimizationLevel.Debug));
    private static readonly Lazy<IReadOnlyDictionary<string, Func<byte[]>>> Release = new(() => Exports(OptimizationLevel.Release));

    public static TheoryData<string> Names =>
    [
        .. ImageModels.Cases().Concat(SequenceModels.Cases()).Concat(TransformerModels.Cases()).Concat(TableModels.Cases()).Concat(WaysModels.Cases()).Select(entry => entry.Name),
    ];

    [Fact]
    public void Compile_BothLevels_AreWhatTheySay()
    {
        bool IsOptimized(OptimizationLevel level) => Compile(level, []).GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;

        Assert.False(IsOptimized(OptimizationLevel.Debug));
        Assert.True(IsOptimized(OptimizationLevel.Release));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Export_SameCodeInDebugAndRelease_GivesEqualBytes(string name)
    {
        var (debug, release) = (Debug.Value[name](), Release.Value[name]());

        Assert.Equal(debug, release);
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Export_RefusedOperation_NamesTheForward(OptimizationLevel level)
    {
        const string code = """
            using static TorchSharp.torch;

            public sealed class Refused : nn.Module<Tensor, Tensor>
            {
                public Refused() : base("Refused") { }

                public override Tensor forward(Tensor x)
                {
                    var y = x * 2;
                    return Part(y);
                }

                private static Tensor Part(Tensor x) => x.digamma();
            }
            """;
        var assembly = Compile(level, [CSharpSyntaxTree.ParseText(code, path: "Refused.cs", encoding: Encoding.UTF8, cancellationToken: TestContext.Current.CancellationToken)]);
        using var model = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(assembly.GetType("Refused")!)!;

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(model, new OnnxExportOptions { InputShape = [4] }));

        Assert.Matches(level == OptimizationLevel.Debug ? "Refused.cs, line 13, in Refused.Part: " : "Refused.cs, line 1[03], in Refused.(forward|Part): ", error.Message);
        Assert.Contains("`aten::digamma` has no counterpart", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The zoo's models, compiled anew: each exports itself.</summary>
    private static Dictionary<string, Func<byte[]>> Exports(OptimizationLevel level)
    {
        var assembly = Compile(level, [.. Models.Append("ZooCase").Append("ZooInput").Select(Parse)]);
        const BindingFlags anyone = BindingFlags.Static | BindingFlags.Public;
        return Models
            .SelectMany(name => ((IEnumerable)assembly.GetType($"{typeof(ZooCase).Namespace}.{name}")!.GetMethod("Cases", anyone)!.Invoke(null, null)!).Cast<ITuple>())
            .ToDictionary(entry => (string)entry[0]!, entry => (Func<byte[]>)(() => Export(entry[1]!)));
    }

    private static byte[] Export(object example)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var model = ((Func<nn.Module>)Get("Make"))();
        var inputs = (Tensor[])Call("Draw", 2L, 0L, 1);
        return OnnxExporter.Export(model, inputs, (OnnxExportOptions)Call("Options", 17)).Bytes.ToArray();

        object Get(string property) => example.GetType().GetProperty(property)!.GetValue(example)!;
        object Call(string method, params object[] arguments) => example.GetType().GetMethod(method)!.Invoke(example, arguments)!;
    }

    private static SyntaxTree Parse(string name)
    {
        var path = Checkout.PathOf("tests", "Atelier.Training.Tests", "Export", "Zoo", $"{name}.cs");
        return CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path, encoding: Encoding.UTF8);
    }

    private static Assembly Compile(OptimizationLevel level, IEnumerable<SyntaxTree> code)
    {
        var usings = string.Concat(
            new[] { "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks" }.Select(name => $"global using {name};"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "Atelier.Training.Tests.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            $"Zoo{level}",
            code.Append(CSharpSyntaxTree.ParseText(usings, encoding: Encoding.UTF8)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, nullableContextOptions: NullableContextOptions.Enable));
        using var program = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(program, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        (program.Position, symbols.Position) = (0, 0);
        return new AssemblyLoadContext($"Zoo{level}").LoadFromStream(program, symbols);
    }
}
