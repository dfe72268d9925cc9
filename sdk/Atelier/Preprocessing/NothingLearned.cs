namespace Atelier.Preprocessing;

/// <summary>What a transformer learns that knows all it needs from its settings and the names of the columns.</summary>
public sealed record NothingLearned;
