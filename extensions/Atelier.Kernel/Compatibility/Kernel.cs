using System.Collections.Concurrent;
using Atelier.Kernel;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// Runs one language, or carries out other commands, in a notebook session; and what cells call without naming it (<c>display</c>,
/// <c>HTML</c>, <c>GetInputAsync</c>).
/// </summary>
/// <remarks>
/// A package adds a language by deriving from this class, implementing <see cref="IKernelCommandHandler{TCommand}"/> for
/// <see cref="SubmitCode"/> (and for <see cref="RequestValue"/>, <see cref="SendValue"/> and <see cref="RequestValueInfos"/> if its
/// variables can be shared), and adding an instance to <see cref="Root"/>. Handlers run one at a time on the session's cell thread;
/// after an await they go on in the thread pool.
/// </remarks>
public abstract class Kernel : IDisposable
{
    private readonly ConcurrentDictionary<Type, Func<KernelCommand, KernelInvocationContext, Task>> _handlers = new();
    private readonly List<KernelCommandPipelineMiddleware> _middleware = [];
    private readonly List<MagicCommand> _magicCommands = [];
    private readonly List<Action> _onDispose = [];
    private readonly EventStream<KernelEvent> _events = new();

    /// <param name="name">The kernel's name, by which cells select it: <c>#!name</c>.</param>
    protected Kernel(string name)
        : this(name, null, null)
    {
    }

    /// <param name="name">The kernel's name, by which cells select it: <c>#!name</c>.</param>
    /// <param name="languageName">The language that it runs; null for none.</param>
    /// <param name="languageVersion">That language's version; null when it has none.</param>
    protected Kernel(string name, string? languageName, string? languageVersion = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        KernelInfo = new KernelInfo(name) { LanguageName = languageName, LanguageVersion = languageVersion };
        KernelSpecifierDirective = new KernelSpecifierDirective($"#!{name}", name);
    }

    /// <summary>The kernels of the session that the caller runs in, else of the one that was opened last.</summary>
    /// <exception cref="InvalidOperationException">There is no session.</exception>
    public static Kernel Root => (NotebookSession.Current
        ?? throw new InvalidOperationException("No notebook session is open. Kernel.Root can be used from cells and from what they call.")).Root;

    /// <summary>The kernel that carries out the present command; outside of one the session's root.</summary>
    public static Kernel Current => KernelInvocationContext.Current?.HandlingKernel ?? Root;

    /// <summary>The name by which cells select the kernel.</summary>
    public string Name { get; }

    /// <summary>What the kernel says of itself.</summary>
    public KernelInfo KernelInfo { get; }

    /// <summary>The line that selects the kernel; its parameters are those that may follow on the line.</summary>
    public KernelSpecifierDirective KernelSpecifierDirective { get; }

    /// <summary>The kernel that this one was added to; null for a root.</summary>
    public CompositeKernel? ParentKernel { get; internal set; }

    /// <summary>The topmost kernel above this one, or itself.</summary>
    public Kernel RootKernel => ParentKernel?.RootKernel ?? this;

    /// <summary>What happens in this kernel and those below it.</summary>
    public IObservable<KernelEvent> KernelEvents => _events;

    /// <summary>Whether the kernel has been disposed of.</summary>
    public bool IsDisposed { get; private set; }

    internal IReadOnlyList<MagicCommand> MagicCommands => _magicCommands;

    internal EventStream<KernelEvent> EventStream => _events;

#pragma warning disable IDE1006 // The name that notebooks call.
    /// <summary>Shows a value in the running cell's output.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; none means those that its type prefers.</param>
    /// <returns>The display, whose content can be replaced.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);
#pragma warning restore IDE1006

    /// <summary>Marks a text as HTML, to be returned or displayed.</summary>
    /// <param name="content">The markup.</param>
    public static IHtmlContent HTML(string content) => new HtmlString(content ?? "");

    /// <summary>Adds a style sheet to the page.</summary>
    /// <param name="content">The rules.</param>
    public static void CSS(string content) => DisplayedValue.Show(HTML($"<style>{content}</style>"), [HtmlFormatter.MimeType]);

    /// <summary>Runs JavaScript in the page.</summary>
    /// <param name="scriptContent">The script.</param>
    public static void Javascript(string scriptContent) =>
        DisplayedValue.Show(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"), [HtmlFormatter.MimeType]);

    /// <summary>Asks the notebook's user for a line.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">What is expected; <c>password</c> hides the answer.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => CellScope.AskAsync(prompt, typeHint == "password");

    /// <summary>Asks the notebook's user for a secret, which is not shown.</summary>
    /// <param name="prompt">The question.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        new(await CellScope.AskAsync(prompt, isPassword: true).ConfigureAwait(false));

    /// <summary>Takes away what the cell has put out so far.</summary>
    /// <param name="wait">Whether to wait for the next output, so that what replaces the old does not flicker.</param>
    public static void ClearOutput(bool wait = false) => NotebookSession.Require().Put(new ClearOutput(wait));

    /// <summary>Has the kernel, or one below it, carry a command out.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <returns>What happened. A failure is an event, not an exception.</returns>
    /// <exception cref="NoSuitableKernelException">There is no kernel of the command's target name.</exception>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return NotebookSession.Require(this).SendAsync(this, command, cancellationToken);
    }

    /// <summary>Adds a magic command for cells of this kernel, and of those below it.</summary>
    /// <param name="directive">Its name and parameters; an earlier one of that name is replaced.</param>
    /// <param name="handler">Runs it.</param>
    public void AddDirective(KernelActionDirective directive, KernelCommandInvocation handler)
    {
        ArgumentNullException.ThrowIfNull(directive);
        ArgumentNullException.ThrowIfNull(handler);
        foreach (var earlier in _magicCommands.FindAll(command => command.Directive.Name.Equals(directive.Name, StringComparison.OrdinalIgnoreCase)))
        {
            _magicCommands.Remove(earlier);
            KernelInfo.SupportedDirectives.Remove(earlier.Directive);
        }
        _magicCommands.Add(new MagicCommand(directive, handler));
        KernelInfo.SupportedDirectives.Add(directive);
    }

    /// <summary>Adds a magic command whose parameters fill a command of its own type.</summary>
    /// <typeparam name="TCommand">The command; each parameter <c>--some-name</c> fills the property <c>SomeName</c>.</typeparam>
    /// <param name="directive">Its name and parameters; an earlier one of that name is replaced.</param>
    /// <param name="handler">Runs it.</param>
    public void AddDirective<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        ArgumentNullException.ThrowIfNull(directive);
        ArgumentNullException.ThrowIfNull(handler);
        directive.KernelCommandType ??= typeof(TCommand);
        AddDirective(directive, (command, context) => handler((TCommand)command, context));
    }

    /// <summary>Has commands of a type handled.</summary>
    /// <typeparam name="TCommand">The type of command.</typeparam>
    /// <param name="handler">Handles them; it takes the place of an earlier one.</param>
    public void RegisterCommandHandler<TCommand>(Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handlers[typeof(TCommand)] = (command, context) => handler((TCommand)command, context);
    }

    /// <summary>Puts something between a command and its handler.</summary>
    /// <param name="middleware">Gets the command, its invocation, and what would come next. The one added first is outermost.</param>
    public void AddMiddleware(KernelCommandPipelineMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
    }

    /// <summary>Whether the kernel handles commands of a type.</summary>
    /// <param name="commandType">The type.</param>
    public bool SupportsCommandType(Type commandType) => _handlers.ContainsKey(commandType) || CommandHandlers.Implements(this, commandType);

    /// <summary>Has something done when the kernel is disposed of.</summary>
    /// <param name="dispose">What to do.</param>
    public void RegisterForDisposal(Action dispose) => _onDispose.Add(dispose ?? throw new ArgumentNullException(nameof(dispose)));

    /// <summary>Has something disposed of together with the kernel.</summary>
    /// <param name="disposable">The thing.</param>
    public void RegisterForDisposal(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        _onDispose.Add(disposable.Dispose);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        foreach (var action in Enumerable.Reverse(_onDispose))
            action();
        GC.SuppressFinalize(this);
    }

    /// <summary>The kernel's name.</summary>
    public override string ToString() => Name;

    internal bool IsNamed(string name) =>
        Name.Equals(name, StringComparison.OrdinalIgnoreCase) || KernelInfo.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Carries a command out through what was put before its handler and the handler.</summary>
    internal Task HandleAsync(KernelCommand command, KernelInvocationContext context)
    {
        KernelPipelineContinuation next = HandleDirectlyAsync;
        foreach (var middleware in Enumerable.Reverse(_middleware))
        {
            var inner = next;
            next = (given, at) => middleware(given, at, inner);
        }
        return next(command, context);
    }

    private Task HandleDirectlyAsync(KernelCommand command, KernelInvocationContext context) =>
        command.Handler is { } own ? own(command, context)
        : _handlers.TryGetValue(command.GetType(), out var handler) ? handler(command, context)
        : CommandHandlers.Implements(this, command.GetType()) ? CommandHandlers.HandleAsync(this, command, context)
        // What is of no language, such as importing a file, the kernels above do for all.
        : ParentKernel is { } parent && parent.SupportsCommandType(command.GetType()) ? parent.HandleDirectlyAsync(command, context)
        : command.InvokeAsync(context);
}
