namespace Atelier.Kernel;

/// <summary>Colours for tracebacks, which front ends show as they show any other text.</summary>
internal static class TracebackColors
{
    private const string Red = "\u001b[31m";
    private const string Reset = "\u001b[0m";

    /// <summary>Colours a line that says what went wrong; the places and sources below it are indented.</summary>
    public static string Apply(string line) => line is "" or [' ', ..] or ['\u001b', ..] ? line : Red + line + Reset;
}
