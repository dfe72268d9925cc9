using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>Takes the C# of a cell apart into what a program keeps in different places.</summary>
internal static partial class ProgramCell
{
    /// <summary>The compiler's answer to a namespace in a script; programs may have them.</summary>
    private const string NamespaceInScript = "CS7021";

    private const string NotebookNamespace = "Microsoft.DotNet.Interactive";

    /// <summary>Adds the code to the program.</summary>
    public static void AddTo(ProgramParts program, string code)
    {
        code = WithoutDirectives(program, code);
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        var wrong = root.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != NamespaceInScript);
        if (wrong is not null || root.Externs.Count > 0 || root.AttributeLists.Count > 0)
        {
            program.AddUnconverted(code, wrong is null
                ? "Attributes of the assembly and extern aliases are not supported"
                : $"The cell is no C#: {wrong.GetMessage(CultureInfo.InvariantCulture)} ({wrong.Id})");
            return;
        }

        program.Separate();
        foreach (var import in root.Usings)
            AddUsing(program, import);
        foreach (var member in root.Members)
            Add(program, member, isLast: member == root.Members[^1]);
        program.AddStatement(root.EndOfFileToken.LeadingTrivia.ToFullString());
        program.Separate();
        var calls = root.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => call.Expression).ToArray();
        program.Note(
            isUnsafe: root.DescendantTokens().Any(token => token.IsKind(SyntaxKind.UnsafeKeyword)),
            showsByFunction: calls.Any(call => call is IdentifierNameSyntax { Identifier.Text: "display" }),
            showsByExtension: calls.Any(call => call is MemberAccessExpressionSyntax { Name.Identifier.Text: "Display" }));
    }

    /// <summary>The code without what notebooks alone understand; what has no place in a program stays as a comment.</summary>
    private static string WithoutDirectives(ProgramParts program, string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        var directives = root.DescendantTrivia().Select(trivia => trivia.GetStructure()).OfType<DirectiveTriviaSyntax>()
            .Where(directive => directive.IsActive && NotebookDirective().IsMatch(directive.ToString()))
            .Select(directive => directive.SpanStart).ToArray();
        var texts = directives.Select(start => code[start..].Split('\n')[0]).ToArray();
        var replacements = texts.Select(text => Read(program, text.TrimEnd())).ToArray();
        for (var i = directives.Length - 1; i >= 0; i--)
            code = code.Remove(directives[i], texts[i].Length).Insert(directives[i], replacements[i]);
        return code;
    }

    private static string Read(ProgramParts program, string directive)
    {
        try
        {
            var parsed = CellDirectives.Parse(new CellSource("", "", directive));
            foreach (var package in parsed.Packages)
                program.AddPackage(package);
            foreach (var source in parsed.Sources)
                program.AddSource(source);
            if (parsed.Assemblies.Count == 0 && string.IsNullOrWhiteSpace(parsed.Code))
                return "";
        }
        catch (CellException)
        {
            // What the engine does not know, a program does not either.
        }
        program.Warn($"{directive} has no counterpart in a program; it became a comment.");
        return $"// Not converted: {directive}";
    }

    private static void AddUsing(ProgramParts program, UsingDirectiveSyntax import)
    {
        if (import.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)))
            program.AddStatement(import.GetLeadingTrivia().ToFullString());
        var name = import.NamespaceOrType.ToString();
        if (name == NotebookNamespace || name.StartsWith(NotebookNamespace + ".", StringComparison.Ordinal))
            program.AddUnconverted(import.ToString(), "The namespace exists in notebooks only");
        else
            program.AddUsing(import.WithGlobalKeyword(default).WithoutTrivia().NormalizeWhitespace().ToString());
    }

    private static void Add(ProgramParts program, MemberDeclarationSyntax member, bool isLast)
    {
        switch (member)
        {
            case GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } value } when isLast:
                program.AddValue(value.GetLeadingTrivia().ToFullString(), value.Expression.WithoutTrivia().ToString(), value.GetTrailingTrivia().ToFullString());
                break;
            case GlobalStatementSyntax:
                program.AddStatement(member.ToFullString());
                break;
            case FieldDeclarationSyntax field:
                program.AddStatement(Assigned(Keep(field, SyntaxKind.ConstKeyword)).ToFullString());
                break;
            case MethodDeclarationSyntax { ParameterList.Parameters: [{ } first, ..] } method when first.Modifiers.Any(SyntaxKind.ThisKeyword):
                program.AddExtension(
                    method.GetLeadingTrivia().ToFullString() + "public static " + Keep(method.WithoutLeadingTrivia(), SyntaxKind.AsyncKeyword, SyntaxKind.UnsafeKeyword).ToString());
                break;
            case MethodDeclarationSyntax method:
                program.AddStatement((method.Modifiers.Any(SyntaxKind.ExternKeyword)
                    ? Keep(method, SyntaxKind.StaticKeyword, SyntaxKind.ExternKeyword, SyntaxKind.UnsafeKeyword)
                    : Keep(method, SyntaxKind.AsyncKeyword, SyntaxKind.UnsafeKeyword)).ToFullString());
                break;
            case BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or NamespaceDeclarationSyntax:
                program.AddType(member.ToFullString());
                break;
            default:
                program.AddUnconverted(member.ToString(), "Outside of a type a program has no properties, events and file-scoped namespaces");
                break;
        }
    }

    /// <summary>The member with no other modifiers than these.</summary>
    private static T Keep<T>(T member, params SyntaxKind[] kinds)
        where T : MemberDeclarationSyntax
    {
        var leading = member.GetLeadingTrivia();
        var kept = member.Modifiers.Where(modifier => kinds.Contains(modifier.Kind()));
        return (T)member.WithModifiers(SyntaxFactory.TokenList(kept)).WithLeadingTrivia(leading);
    }

    /// <summary>Variables of cells start with the default of their type; those of programs have to be assigned.</summary>
    private static FieldDeclarationSyntax Assigned(FieldDeclarationSyntax field) => field.ReplaceNodes(
        field.Declaration.Variables.Where(variable => variable.Initializer is null),
        (_, variable) => variable.WithInitializer(SyntaxFactory.EqualsValueClause(SyntaxFactory.ParseExpression(" default")).WithLeadingTrivia(SyntaxFactory.Space)));

    [GeneratedRegex(@"^#\s*((r|i|load|define|undef)\b|!)")]
    private static partial Regex NotebookDirective();
}
