using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>Gives the compiler the documentation of an assembly, read when it is first asked for.</summary>
/// <remarks>Only the references that answer an editor's questions carry it; cells compile without.</remarks>
internal sealed class AssemblyDocumentation(string path) : DocumentationProvider
{
    private readonly string _path = path;

    /// <summary>The same reference with documentation; one to an assembly without a file stays as it is.</summary>
    public static MetadataReference Attach(MetadataReference reference) =>
        // The two share the metadata that has been read.
        reference is PortableExecutableReference { FilePath: { } path } file && file.GetMetadata() is AssemblyMetadata metadata
            ? metadata.GetReference(new AssemblyDocumentation(path), file.Properties.Aliases, file.Properties.EmbedInteropTypes, path, path)
            : reference;

    public override bool Equals(object? obj) => obj is AssemblyDocumentation other && other._path == _path;

    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        DocumentationFiles.Find(_path, documentationMemberID) ?? "";
}
