namespace Atelier.Training.Tests.Export;

/// <summary>A module of TorchSharp that is not exported.</summary>
/// <param name="Reason">Why, and what to do.</param>
/// <param name="Case">A use of it, whose export is refused; null for what has no forward of its own.</param>
/// <param name="Refusal">What the refusal says.</param>
public sealed record RefusedModule(string Reason, ModuleCase? Case = null, string Refusal = "");
