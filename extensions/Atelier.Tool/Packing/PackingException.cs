namespace Atelier.Tool;

/// <summary>A package that a notebook needs could not be built from its sources; the message holds the build's errors.</summary>
internal sealed class PackingException(string message) : Exception(message);
