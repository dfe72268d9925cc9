namespace Atelier.Kernel;

/// <summary>A running cell's question to its user.</summary>
/// <param name="Prompt">What to show beside the input field; may be empty.</param>
/// <param name="IsPassword">Whether the answer must not be shown while it is typed.</param>
public sealed record InputRequest(string Prompt, bool IsPassword);
