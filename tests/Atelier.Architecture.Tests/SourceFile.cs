using Microsoft.CodeAnalysis;

namespace Atelier.Architecture.Tests;

/// <summary>A C# file, with its path relative to the repository.</summary>
internal sealed record SourceFile(string Path, string Text, SyntaxTree Tree)
{
    public override string ToString() => Path;
}
