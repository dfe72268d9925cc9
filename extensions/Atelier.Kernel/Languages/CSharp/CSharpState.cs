using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Atelier.Kernel;

/// <summary>What all cells that have run declare together, as one short program.</summary>
/// <remarks>
/// The chain of cells itself answers questions in a time that grows with its length. Here a declaration takes the place of those it
/// hides, and code is left out. Not safe for use by several threads at a time.
/// </remarks>
internal sealed class CSharpState
{
    private readonly List<CSharpDeclaration> _declarations = [];
    private readonly List<string> _usings = [];
    private readonly List<MetadataReference> _references = [];
    private CSharpCompilation? _last;

    /// <summary>The references of the cells, in the order in which they came.</summary>
    public IReadOnlyList<MetadataReference> References => _references;

    /// <summary>The namespaces that are open from the start.</summary>
    public IReadOnlyList<string> Usings { get; private set; } = [];

    /// <summary>Takes over what cells have declared since the last call.</summary>
    /// <param name="last">The cell compiled last, which knows those before it.</param>
    /// <param name="cancellationToken">Gives up; a later call goes on.</param>
    /// <returns>Whether anything was new.</returns>
    public bool Update(CSharpCompilation last, CancellationToken cancellationToken)
    {
        var added = new Stack<CSharpCompilation>();
        for (var cell = last; cell is not null && cell != _last; cell = cell.ScriptCompilationInfo?.PreviousScriptCompilation)
            added.Push(cell);
        var isChanged = false;
        foreach (var cell in added)
        {
            isChanged |= Add(cell, cancellationToken);
            _last = cell;
        }
        return isChanged;
    }

    /// <summary>The program.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var line in _usings.Concat(_declarations.Select(declaration => declaration.Text)))
            text.Append(line).Append('\n');
        return text.ToString();
    }

    private bool Add(CSharpCompilation cell, CancellationToken cancellationToken)
    {
        // Reading comes first: it may be given up, and must not be half done then.
        var declarations = CSharpDeclarations.Read(cell, cancellationToken).ToList();
        var usings = CSharpDeclarations.ReadUsings(cell, cancellationToken).ToList();
        var references = cell.ExternalReferences;
        if (_last is null)
            Usings = cell.Options.Usings;
        _declarations.RemoveAll(earlier => declarations.Exists(later => later.Hides(earlier)));
        _declarations.AddRange(declarations);
        foreach (var directive in usings)
            Add(directive);
        _references.AddRange(references);
        return _last is null || declarations.Count + usings.Count + references.Length > 0;
    }

    private void Add(UsingDirectiveSyntax directive)
    {
        if (directive.Alias is { } alias)
            _usings.RemoveAll(known => known.StartsWith($"using {alias.Name.Identifier.Text} =", StringComparison.Ordinal));
        var text = directive.NormalizeWhitespace().ToString();
        if (!_usings.Contains(text))
            _usings.Add(text);
    }
}
