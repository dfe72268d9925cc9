using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Asks the user for a line. The answer is an <see cref="Events.InputProduced"/>.</summary>
/// <param name="prompt">The question.</param>
/// <param name="inputTypeHint">What is expected, such as <c>text</c> or <c>password</c>.</param>
public sealed class RequestInput(string prompt, string inputTypeHint = "text") : KernelCommand
{
    /// <summary>The question.</summary>
    public string Prompt { get; } = prompt;

    /// <summary>What is expected.</summary>
    public string InputTypeHint { get; set; } = inputTypeHint;

    /// <summary>The parameter that the answer is for; null for none.</summary>
    public string? ParameterName { get; set; }

    /// <summary>The name under which the answer is kept; null when it is not. Kept answers are not stored by this kernel.</summary>
    public string? SaveAs { get; set; }

    /// <summary>Whether the answer is a secret.</summary>
    public bool IsPassword => InputTypeHint == "password";

    /// <inheritdoc/>
    public override async Task InvokeAsync(KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(new Events.InputProduced(await CellScope.AskAsync(Prompt, IsPassword).ConfigureAwait(false), this));
    }
}
