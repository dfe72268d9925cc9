using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary><c>#!share</c>: gives the selected kernel another's variable, by reference where both hold .NET objects.</summary>
internal sealed class ShareCommand : KernelDirectiveCommand
{
    public static KernelActionDirective Directive => new(
        "#!share", "Gives the selected kernel another kernel's variable, the very object where both hold .NET objects.")
    {
        Parameters =
        [
            new("--name", "The variable.") { Required = true, AllowImplicitName = true },
            new("--from", "The kernel that has it.") { Required = true },
            new("--as", "The variable's new name."),
            new("--mime-type", "The form in which the variable is copied."),
        ],
    };

    public string Name { get; set; } = "";

    public string From { get; set; } = "";

    public string? As { get; set; }

    public string? MimeType { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> GetValidationErrors(CompositeKernel kernel)
    {
        if (kernel.ChildKernels.TryGetByAlias(From, out _))
            yield break;
        var names = kernel.ChildKernels.Select(known => known.Name).ToList();
        yield return $"there is no kernel '{From}' to share from{ClosestName.Suggest(From, names)} There are: {string.Join(", ", names)}.";
    }

    public static Task HandleAsync(ShareCommand command, KernelInvocationContext context)
    {
        var target = context.HandlingKernel;
        context.Session.Root.ChildKernels.TryGetByAlias(command.From, out var source);
        var mimeType = command.MimeType ?? (target is ClrKernel ? null : SharedValue.Json);
        var shared = SharedValue.Get(source!, command.Name, mimeType, context);
        // A kernel of .NET objects gets the object; its text was made for nobody then.
        var send = command.MimeType is not null ? new SendValue(command.As ?? command.Name, null, shared.FormattedValue)
            : target is ClrKernel ? new SendValue(command.As ?? command.Name, shared.Object)
            : new SendValue(command.As ?? command.Name, shared.Value, shared.FormattedValue);
        SharedValue.Send(target, send, context);
        return Task.CompletedTask;
    }
}
