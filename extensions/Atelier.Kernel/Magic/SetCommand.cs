using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary><c>#!set</c>: gives the selected kernel a variable.</summary>
internal sealed class SetCommand : KernelDirectiveCommand
{
    public static KernelActionDirective Directive => new("#!set", "Gives the selected kernel a variable: a text, an answer, or a copy of another kernel's.")
    {
        Parameters =
        [
            new("--name", "The variable.") { Required = true },
            new("--value", "A text, JSON, @kernel:variable, @input or @password.") { Required = true },
            new("--byref", "Shares the very object instead of a copy.") { Flag = true },
            new("--mime-type", "The form in which another kernel's variable is copied."),
        ],
    };

    public string Name { get; set; } = "";

    public MagicValue? Value { get; set; }

    public bool ByRef { get; set; }

    public string? MimeType { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> GetValidationErrors(CompositeKernel kernel)
    {
        if (ByRef && MimeType is not null)
            yield return "--byref and --mime-type of #!set exclude each other: the very object has no form. Leave one out.";
        if (ByRef && Value?.Shared is null)
            yield return "--byref of #!set needs a variable to share; expected --value @kernel:variable.";
    }

    public static Task HandleAsync(SetCommand command, KernelInvocationContext context)
    {
        SharedValue.Send(context.HandlingKernel, command.ToSendValue(context.HandlingKernel), context);
        return Task.CompletedTask;
    }

    private SendValue ToSendValue(LanguageKernel target)
    {
        if (Value!.Shared is not { } shared)
        {
            return Value.Token.Kind == MagicTokenKind.Json || MimeType is not null
                ? new SendValue(Name, null, new FormattedValue(MimeType ?? SharedValue.Json, Value.Text))
                : new SendValue(Name, Value.Value);
        }
        // The text of a secret is dots.
        if (!ByRef && !(shared.Value is PasswordString && target is ClrKernel))
            return new SendValue(Name, null, shared.FormattedValue);
        if (shared.Source is not ClrKernel || target is not ClrKernel)
            throw new CellException("ValueError",
                $"{shared.Source.Name} and {target.Name} cannot share an object by reference: one of them does not hold .NET objects. "
                + "Leave --byref out to copy the value.");
        return new SendValue(Name, shared.Value);
    }
}
