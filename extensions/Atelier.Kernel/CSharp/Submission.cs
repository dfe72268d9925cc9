using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>A compiled cell.</summary>
/// <param name="Compilation">The link of the submission chain that later cells see.</param>
/// <param name="Image">The assembly and its debug information; null when the cell holds nothing to run.</param>
/// <param name="HasValue">True when the cell ends in an expression whose value is to be shown.</param>
internal sealed record Submission(CSharpCompilation Compilation, SubmissionImage? Image, bool HasValue);
