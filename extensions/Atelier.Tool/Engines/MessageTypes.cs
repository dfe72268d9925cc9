namespace Atelier.Tool;

/// <summary>The values of <c>type</c> in the messages between the runner and its engine process.</summary>
internal static class MessageTypes
{
    // From the runner.
    public const string Start = "start";
    public const string Run = "run";
    public const string Cancel = "cancel";
    public const string Answer = "answer";
    public const string End = "end";

    // From the engine process.
    public const string Output = "output";
    public const string Progress = "progress";
    public const string Ask = "ask";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Exiting = "exiting";
}
