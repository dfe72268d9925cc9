namespace Atelier.Training;

/// <summary>Where an operation was called.</summary>
/// <param name="Path">The path in the model of the module whose forward ran; empty for the model itself.</param>
/// <param name="ModuleType">The type of that module.</param>
/// <param name="Line">The line of code; null where it was not looked for, or is not known.</param>
internal sealed record TraceSource(string Path, string ModuleType, SourceLine? Line);
