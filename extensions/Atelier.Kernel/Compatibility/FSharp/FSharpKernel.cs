using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive.FSharp;

/// <summary>Runs F# cells. The F# compiler is loaded by the first of them.</summary>
public sealed class FSharpKernel : Kernel,
    IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>,
    IKernelCommandHandler<SendValue>, IClrLanguage
{
    private readonly FSharpCells _cells;

    internal FSharpKernel(FSharpCells cells)
        : base(KernelNames.FSharp, "F#", "10.0")
    {
        _cells = cells;
        KernelInfo.DisplayName = "fsharp - F#";
        KernelInfo.Aliases = ["f#"];
        RegisterForDisposal(cells);
    }

    /// <summary>What runs the cells.</summary>
    internal FSharpCells Cells => _cells;

    /// <summary>Finds a variable.</summary>
    /// <typeparam name="T">The type that its value is expected to have.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one, with a value of that type.</returns>
    public bool TryGetValue<T>(string name, out T? value)
    {
        var found = _cells.TryGet(name, out var any, out _) && any is T or null;
        value = found && any is T typed ? typed : default;
        return found;
    }

    /// <summary>Binds a value to a name; an earlier binding of that name is hidden.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="declaredType">Not used: the name is bound with the value's type.</param>
    /// <returns>A completed task.</returns>
    public Task SetValueAsync(string name, object? value, Type? declaredType = null)
    {
        _cells.Set(name, value);
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        var source = command.Source ?? new CellSource("code", "Submitted code", command.Code);
        var (value, hasValue) = _cells.Run(source);
        // A display that is the cell's last expression has been shown already.
        if (hasValue && value is not DisplayedValue)
            context.Publish(new ReturnValueProduced(value, command, DisplayBundle.Format(value, [])));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (!_cells.TryGet(command.Name, out var value, out _))
            throw ValueErrors.Missing(command.Name, this, _cells.Variables.Select(variable => variable.Name));
        context.Publish(new ValueProduced(value, command.Name, ValueForm.Of(value, command.MimeType), command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        var infos = _cells.Variables.Select(variable =>
            new KernelValueInfo(variable.Name, ValueForm.Of(variable.Value, command.MimeType), variable.Type));
        context.Publish(new ValueInfosProduced([.. infos], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command.Name, SentValue.Read(command));

    CellDirectives IClrLanguage.ReadDirectives(CellSource source) => FSharpDirectives.Parse(source);
}
