namespace Atelier.Serving;

/// <summary>A version of a model as a server has it at one moment.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Aliases">The other names that it goes by.</param>
/// <param name="IsDefault">Whether it answers requests that name no version, but for a canary's share.</param>
/// <param name="Waiting">How many requests wait for it.</param>
/// <param name="Running">How many requests, or joined batches of them, run.</param>
public sealed record ServedVersion(string Model, string Version, IReadOnlyList<string> Aliases, bool IsDefault, int Waiting, int Running);
