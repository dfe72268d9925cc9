using System.Net;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Commands that were meant for the editor of .NET Interactive, and what they do without it.</summary>
internal static class FrontEndCommands
{
    public static void AddTo(NotebookSession session)
    {
        session.Root.RegisterCommandHandler<SendEditableCode>((command, _) => ShowCode(command));
        session.Root.RegisterCommandHandler<Cancel>((_, _) => throw new CellException("CommandNotSupported",
            "A cell cannot be cancelled by the code of a cell. Interrupt it from the front end, or end it with return or an exception."));
        session.Root.RegisterCommandHandler<Quit>((_, _) => throw new CellException("CommandNotSupported",
            "The code of a cell cannot end the session. Shut the kernel down from the front end; a notebook that runs headless ends with its last cell."));
    }

    /// <summary>Front ends take no cells from kernels, so the code is shown for the reader to copy.</summary>
    private static Task ShowCode(SendEditableCode command)
    {
        DisplayedValue.Show(
        [
            new FormattedValue("text/html",
                $"<details open><summary>Code for a new {WebUtility.HtmlEncode(command.KernelName)} cell</summary>"
                + $"<pre><code>{WebUtility.HtmlEncode(command.Code)}</code></pre></details>"),
            new FormattedValue("text/plain", command.Code),
        ]);
        return Task.CompletedTask;
    }
}
