namespace Atelier.Preprocessing;

/// <summary>The settings of a transformer that has none.</summary>
public sealed record NoOptions;
