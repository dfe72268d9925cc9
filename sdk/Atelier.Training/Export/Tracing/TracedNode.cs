namespace Atelier.Training;

/// <summary>One recorded operation, or one constant argument of it.</summary>
/// <param name="Kind">Such as <c>aten::add_</c> or <c>prim::Constant</c>.</param>
/// <param name="Outputs">The values that it makes: name and type.</param>
/// <param name="Inputs">The names of the values that it takes, in the order of its schema.</param>
/// <param name="Constant">The value of a constant as libtorch writes it; null for none and for other nodes.</param>
internal sealed record TracedNode(string Kind, IReadOnlyList<(string Name, TracedType Type)> Outputs, IReadOnlyList<string> Inputs, string? Constant)
{
    public const string ConstantKind = "prim::Constant";
    public const string LeafKind = "atelier::leaf";
    public const string CustomKind = "atelier::custom";

    /// <summary>True for an operation of libtorch.</summary>
    public bool IsOperation => Kind.StartsWith("aten::", StringComparison.Ordinal);
}
