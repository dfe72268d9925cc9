using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Compiles a converted program to find what only the compiler can tell.</summary>
internal static class ProgramCheck
{
    /// <summary>How the program prints the value of a cell.</summary>
    public const string Print = "Console.WriteLine(";

    private const int MostErrors = 10;

    /// <summary>What a chain of cells may do and one program may not: declare a name again, or use it in a narrower place.</summary>
    private static readonly string[] Redeclared = ["CS0128", "CS0136", "CS0101", "CS0111", "CS0102", "CS0841"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None);
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Annotations, concurrentBuild: false);

    /// <summary>Prints no expression that has no value, and warns of errors.</summary>
    /// <param name="body">The program from its usings on.</param>
    /// <param name="values">Where it prints the values of cells, ascending.</param>
    /// <param name="isAlone">True when the framework is all that it needs: every error then counts.</param>
    /// <param name="linesBefore">The number of lines before the body.</param>
    /// <param name="warnings">Receives a sentence for each error.</param>
    /// <returns>The corrected body.</returns>
    public static string Apply(string body, IReadOnlyList<int> values, bool isAlone, int linesBefore, List<string> warnings)
    {
        var compilation = Compile(body);
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees[0]);
        var root = compilation.SyntaxTrees[0].GetRoot();
        foreach (var start in values.Reverse())
        {
            var call = root.FindToken(start).Parent?.FirstAncestorOrSelf<GlobalStatementSyntax>()?.Statement;
            if (call is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } }
                && model.GetTypeInfo(argument.Expression).Type?.SpecialType == SpecialType.System_Void)
                body = body.Remove(argument.Span.End, 1).Remove(start, Print.Length);
        }

        var errors = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(body, ParseOptions)).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && (isAlone || Redeclared.Contains(diagnostic.Id)));
        foreach (var error in errors.Take(MostErrors))
        {
            var line = error.Location.GetLineSpan().StartLinePosition.Line + 1 + linesBefore;
            warnings.Add($"Line {line} of the program does not compile: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} ({error.Id})."
                + (Redeclared.Contains(error.Id) ? " Cells may declare a name again, a program may not: rename one of the two." : ""));
        }
        return body;
    }

    private static CSharpCompilation Compile(string body) => CSharpCompilation.Create(
        "Program",
        [CSharpSyntaxTree.ParseText(body, ParseOptions)],
        FrameworkAssemblies.Paths.Values.Where(FrameworkAssemblies.IsManaged).Select(AssemblyReference.Create),
        Options);
}
