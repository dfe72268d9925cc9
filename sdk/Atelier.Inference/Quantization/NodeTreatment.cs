namespace Atelier.Inference;

/// <summary>What was done with one node of a graph, or why nothing was.</summary>
/// <param name="Name">The node's name, or that of its first output where it has none.</param>
/// <param name="Operation">Its operation, such as <c>Conv</c>.</param>
/// <param name="IsChanged">Whether it computes in fewer bits now.</param>
/// <param name="Detail">In how many, or why it stays as it was.</param>
public sealed record NodeTreatment(string Name, string Operation, bool IsChanged, string Detail)
{
    /// <summary>All in one line.</summary>
    public override string ToString() => $"{Operation} {Name}: {(IsChanged ? "" : "left, ")}{Detail}";
}
