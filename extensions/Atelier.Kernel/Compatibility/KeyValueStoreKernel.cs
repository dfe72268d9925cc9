using System.Collections.Concurrent;
using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive;

/// <summary>Keeps texts under names: <c>#!value --name data --from-file data.json</c>, or the cell's own text.</summary>
public sealed class KeyValueStoreKernel : Kernel,
    IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>, IKernelCommandHandler<SendValue>
{
    /// <summary>The name by which cells select the kernel.</summary>
    public const string DefaultKernelName = "value";

    private readonly ConcurrentDictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private readonly StoredValueSource _sources;

    /// <summary>Makes an empty store.</summary>
    /// <param name="name">The name by which cells select it; null for <c>value</c>.</param>
    /// <param name="httpClient">Fetches what <c>--from-url</c> names; null for one of its own.</param>
    public KeyValueStoreKernel(string? name = null, HttpClient? httpClient = null)
        : base(name ?? DefaultKernelName)
    {
        // Most notebooks fetch nothing: the client is not loaded before one does.
        _sources = new StoredValueSource(new Lazy<HttpClient>(() => httpClient ?? new HttpClient()));
        KernelInfo.DisplayName = $"{Name} - Raw Value Storage";
        KernelSpecifierDirective.Description = "Keeps what follows, or what a file or an address holds, under a name.";
        KernelSpecifierDirective.Parameters = StoredValueSource.Parameters;
    }

    /// <summary>What is kept, by name.</summary>
    public IReadOnlyDictionary<string, FormattedValue> Values => _values.ToDictionary(entry => entry.Key, entry => entry.Value.FormattedValue);

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        var stored = await _sources.ReadAsync(command, context.Session.Folder.Path, context.CancellationToken).ConfigureAwait(false);
        _values[command.Parameters["name"]] = new StoredValue(null, stored);
        // Who says what a text is wants to see it; a text that is only kept need not be shown.
        if (command.Parameters.ContainsKey("mime-type"))
            context.Publish(new DisplayedValueProduced(null, command, [stored]));
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        if (!_values.TryGetValue(command.Name, out var stored))
            throw ValueErrors.Missing(command.Name, this, _values.Keys);
        context.Publish(new ValueProduced(stored.Value, command.Name, stored.FormattedValue, command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        var infos = _values.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new KernelValueInfo(
            entry.Key, new FormattedValue(command.MimeType, entry.Value.FormattedValue.Value), entry.Value.Value?.GetType(), entry.Value.FormattedValue.MimeType));
        context.Publish(new ValueInfosProduced([.. infos], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        var formatted = command.Value is string text ? new FormattedValue("text/plain", text)
            : command.FormattedValue ?? FormattedValue.CreateSingleFromObject(command.Value, "application/json");
        // A text is its own form; of an object the form is a copy, and the object stays the same for those who can hold it.
        _values[command.Name] = new StoredValue(command.Value is string or null ? null : command.Value, formatted);
        return Task.CompletedTask;
    }

    private sealed record StoredValue(object? Value, FormattedValue FormattedValue);
}
