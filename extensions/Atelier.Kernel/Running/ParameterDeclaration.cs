using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>How a cell declares a variable.</summary>
/// <param name="Type">The type as it is written; null when it is <c>var</c>.</param>
/// <param name="TypeKeyword">The keyword of the type, without <c>?</c>, where it is plain to see; else null.</param>
/// <param name="AllowsNull">Whether the type is written with <c>?</c>.</param>
/// <param name="IsConstant">Whether it is a <c>const</c>.</param>
internal sealed record ParameterDeclaration(string? Type, string? TypeKeyword, bool AllowsNull, bool IsConstant)
{
    private static readonly ParameterDeclaration None = new(null, null, false, false);

    /// <summary>The variables that a cell declares for later cells, in their order.</summary>
    public static OrderedDictionary<string, ParameterDeclaration> In(string source)
    {
        var declared = new OrderedDictionary<string, ParameterDeclaration>();
        var root = CSharpSyntaxTree.ParseText(source, SubmissionCompiler.ParseOptions).GetCompilationUnitRoot();
        foreach (var member in root.Members)
        {
            if (member is FieldDeclarationSyntax field)
                foreach (var variable in field.Declaration.Variables)
                    declared[variable.Identifier.ValueText] = Of(field, variable);
            else if (member is GlobalStatementSyntax { Statement: ExpressionStatementSyntax statement })
                foreach (var variable in statement.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).OfType<SingleVariableDesignationSyntax>())
                    declared[variable.Identifier.ValueText] = None;
        }
        return declared;
    }

    /// <summary>The statement that declares a variable again, with another value.</summary>
    /// <param name="parameter">The variable and its value.</param>
    /// <param name="declaration">How the notebook declares it; null when it does not.</param>
    /// <exception cref="FormatException">The value is none of the declared type.</exception>
    public static string Redeclare(NotebookParameter parameter, ParameterDeclaration? declaration)
    {
        var (type, keyword, allowsNull, isConstant) = declaration ?? None;
        var name = SyntaxFacts.GetKeywordKind(parameter.Name) == SyntaxKind.None ? parameter.Name : $"@{parameter.Name}";
        var prefix = isConstant ? "const " : "";
        if (ParameterValue.IsNull(parameter.Value))
            return type is null
                ? $"{ParameterValue.NullableType(keyword)} {name} = null;"
                : keyword is null or "string" or "object" || allowsNull ? $"{prefix}{type} {name} = null;" : throw Misfit(parameter, type);
        var value = ParameterValue.Read(parameter.Value, keyword)
            ?? (type is null || keyword is null ? ParameterValue.Guess(parameter.Value) : throw Misfit(parameter, type));
        return $"{prefix}{type ?? "var"} {name} = {ParameterValue.Literal(value, isTypeWritten: type is not null && keyword is not (null or "object"))};";
    }

    private static ParameterDeclaration Of(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable)
    {
        var isConstant = field.Modifiers.Any(SyntaxKind.ConstKeyword);
        return field.Declaration.Type switch
        {
            IdentifierNameSyntax { Identifier.ValueText: "var" } => new(null, KeywordOf(variable.Initializer?.Value), false, isConstant),
            NullableTypeSyntax type => new(type.ToString(), Keyword(type.ElementType), true, isConstant),
            var type => new(type.ToString(), Keyword(type), false, isConstant),
        };
    }

    private static string? Keyword(TypeSyntax type) => type is PredefinedTypeSyntax predefined ? predefined.Keyword.ValueText : null;

    private static string? KeywordOf(ExpressionSyntax? value) => value switch
    {
        LiteralExpressionSyntax { Token.Value: { } constant } => ParameterValue.Keyword(constant),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression } signed => KeywordOf(signed.Operand),
        ParenthesizedExpressionSyntax inner => KeywordOf(inner.Expression),
        _ => null,
    };

    private static FormatException Misfit(NotebookParameter parameter, string type) => new(
        $"The parameter {parameter.Name} is given {ParameterValue.Shown(parameter.Value)}, but the notebook declares it as {type}. "
            + "Give a value that fits, or change the type in the cell tagged parameters.");
}
