namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks for the session's end.</summary>
public sealed class Quit : KernelCommand;
