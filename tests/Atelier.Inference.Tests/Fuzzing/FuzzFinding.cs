namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>A mutated file that ended or hung the process that ran it.</summary>
/// <param name="Seed">The seed that makes it.</param>
/// <param name="What">What became of the process.</param>
/// <param name="File">Where it was kept.</param>
internal sealed record FuzzFinding(int Seed, string What, string File)
{
    public override string ToString() => $"Seed {Seed}, kept as {File}: {What}";
}
