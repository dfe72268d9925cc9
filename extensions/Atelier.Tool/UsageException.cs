namespace Atelier.Tool;

/// <summary>A mistake in the command line; the message says what was given, what is expected and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
