using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Code arrived that can be run.</summary>
/// <param name="command">The command.</param>
public sealed class CompleteCodeSubmissionReceived(SubmitCode command) : KernelEvent(command)
{
    /// <summary>The code.</summary>
    public string Code => ((SubmitCode)Command).Code;
}
