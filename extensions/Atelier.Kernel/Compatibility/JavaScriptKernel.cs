using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Has the page that shows the notebook run JavaScript cells.</summary>
/// <remarks>
/// A cell runs as the body of an asynchronous function: it may await, what it returns and what it writes with <c>console.log</c> is shown
/// below it, and variables that it does not declare belong to the page, where later cells see them. The script runs in front ends that
/// trust the output, as they do with what was made in the present session; a headless run only records it.
/// </remarks>
public sealed class JavaScriptKernel : Kernel, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<SendValue>
{
    /// <summary>The name by which cells select the kernel.</summary>
    public const string DefaultKernelName = "javascript";

    /// <summary>Makes the kernel.</summary>
    public JavaScriptKernel()
        : base(DefaultKernelName, "JavaScript", languageVersion: null)
    {
        KernelInfo.DisplayName = "javascript - JavaScript";
        KernelInfo.Aliases = ["js"];
        KernelSpecifierDirective.Description = "What follows is JavaScript, which the page runs.";
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        var code = command.Code.Trim('\r', '\n');
        Show(ScriptOutput.Of(code), code, command, context);
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        Show(ScriptOutput.Assign(command.Name, ToJson(command)), $"JavaScript variable {command.Name}", command, context);
        return Task.CompletedTask;
    }

    private static string ToJson(SendValue command) => command.FormattedValue switch
    {
        { MimeType: "application/json", Value: var json } => json,
        { Value: var text } when command.Value is null => text.ToDisplayString("application/json"),
        _ => command.Value.ToDisplayString("application/json"),
    };

    private static void Show(string html, string text, KernelCommand command, KernelInvocationContext context) =>
        context.Publish(new DisplayedValueProduced(null, command, [new FormattedValue("text/html", html), new FormattedValue("text/plain", text)]));
}
