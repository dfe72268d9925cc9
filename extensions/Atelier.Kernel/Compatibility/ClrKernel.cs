using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive;

/// <summary>Runs the cells of a .NET language, whose variables are objects of this process.</summary>
public abstract class ClrKernel : Kernel,
    IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>, IKernelCommandHandler<SendValue>
{
    private readonly IClrCells _cells;

    private protected ClrKernel(string name, string languageName, string languageVersion, IClrCells cells)
        : base(name, languageName, languageVersion)
    {
        _cells = cells;
        KernelInfo.DisplayName = $"{name} - {languageName}";
        KernelInfo.Aliases = [languageName.ToLowerInvariant()];
    }

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

    /// <summary>Gives a variable a value; one of that name that cannot hold it is hidden.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="declaredType">Not used: the variable has the value's type.</param>
    /// <returns>A completed task.</returns>
    public Task SetValueAsync(string name, object? value, Type? declaredType = null)
    {
        _cells.Set(name, value);
        return Task.CompletedTask;
    }

    internal CellDirectives ReadDirectives(CellSource source) => _cells.ReadDirectives(source);

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        var source = command.Source ?? new CellSource("code", "Submitted code", command.Code);
        var (value, hasValue) = _cells.Run(source, context.CancellationToken);
        // A display that is the cell's last expression has been shown already.
        if (hasValue && value is not DisplayedValue)
            context.Publish(new ReturnValueProduced(value, command, DisplayBundle.Format(value, [])));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (!_cells.TryGet(command.Name, out var value, out _))
            throw ValueErrors.Missing(command.Name, this, _cells.Names);
        context.Publish(new ValueProduced(value, command.Name, ValueForm.Of(value, command.MimeType), command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        var infos = _cells.Names.Select(name =>
        {
            _cells.TryGet(name, out var value, out var type);
            return new KernelValueInfo(name, ValueForm.Of(value, command.MimeType), type);
        });
        context.Publish(new ValueInfosProduced([.. infos], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command.Name, SentValue.Read(command));
}
