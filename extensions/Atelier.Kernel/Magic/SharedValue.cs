using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>A variable of a kernel on its way to another.</summary>
/// <param name="Source">The kernel that has it.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Value">Its value; null where only text is known.</param>
/// <param name="FormattedValue">Its value as text.</param>
internal sealed record SharedValue(LanguageKernel Source, string Name, object? Value, FormattedValue FormattedValue)
{
    public const string Json = "application/json";
    private const string Summary = "text/plain+summary";

    /// <summary>The value for a kernel of this process, whichever way it is known.</summary>
    public object? Object => Value is null && Source is not ClrKernel ? SentValue.Read(new SendValue(Name, null, FormattedValue)) : Value;

    /// <summary>Asks a kernel for a variable.</summary>
    /// <param name="source">The kernel.</param>
    /// <param name="name">The variable.</param>
    /// <param name="mimeType">The form of its text; null when the value itself will do, so that large ones are not written out for nobody.</param>
    /// <param name="context">The invocation in whose course it is wanted.</param>
    /// <exception cref="CellException">The kernel has no such variable, or no variables.</exception>
    public static SharedValue Get(LanguageKernel source, string name, string? mimeType, KernelInvocationContext context)
    {
        if (!source.SupportsCommandType(typeof(RequestValue)))
            throw new CellException("ValueError",
                $"The kernel {source.Name} has no variables that others can read, so '{name}' cannot come from it. "
                + $"Share from one of: {Names<RequestValue>(context)}.");
        var command = new RequestValue(name, mimeType ?? (source is ClrKernel ? Summary : Json), source.Name);
        using var inner = new KernelInvocationContext(context.Session, command, source, context, isRecorded: true, context.CancellationToken);
        try
        {
            context.Session.Handle(source, command, inner);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw Unwritable(command, source, exception.Message + " ");
        }
        var produced = inner.Result.Events.OfType<ValueProduced>().LastOrDefault()
            ?? throw ValueErrors.Missing(name, source, []);
        // A kernel answers in plain text where a value has no form of the kind asked for.
        if (mimeType is not null && source is ClrKernel && produced.FormattedValue.MimeType != mimeType)
            throw Unwritable(command, source, "");
        return new SharedValue(source, name, produced.Value, produced.FormattedValue);
    }

    /// <summary>Gives a kernel a variable.</summary>
    /// <exception cref="CellException">The kernel takes none.</exception>
    public static void Send(LanguageKernel target, SendValue command, KernelInvocationContext context)
    {
        if (!target.SupportsCommandType(typeof(SendValue)))
            throw new CellException("ValueError",
                $"The kernel {target.Name} has no variables, so it cannot be given '{command.Name}'. "
                + $"Select a kernel that has some above the line: {Names<SendValue>(context)}.");
        using var inner = new KernelInvocationContext(context.Session, command, target, context, isRecorded: false, context.CancellationToken);
        context.Session.Handle(target, command, inner);
    }

    private static CellException Unwritable(RequestValue command, LanguageKernel source, string reason) => new("ValueError",
        $"'{command.Name}' of {source.Name} cannot be written as {command.MimeType}. {reason}"
        + "Share the object itself with #!share or --byref, or choose another --mime-type.");

    private static string Names<TCommand>(KernelInvocationContext context)
        where TCommand : KernelCommand =>
        string.Join(", ", context.Session.Root.ChildKernels.Where(kernel => kernel.SupportsCommandType(typeof(TCommand))).Select(kernel => kernel.Name));
}
