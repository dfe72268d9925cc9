using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>The engine process: runs the cells that <see cref="ChildEngine"/> sends, until it is told to end or nobody is there any more.</summary>
internal sealed class EngineHost
{
    /// <summary>The tool's command that is this process. No user calls it.</summary>
    public const string CommandName = "engine";

    private const int ConnectTimeout = 30_000;

    /// <summary>What the process' last outputs get to be sent; a little more than they wait at most.</summary>
    private static readonly TimeSpan LastOutputs = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly MessageChannel _channel;
    private readonly byte[] _marker;
    private readonly Stream[] _streams = [Console.OpenStandardOutput(), Console.OpenStandardError()];
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _running = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _questions = new();
    private int _questionCount;

    private EngineHost(MessageChannel channel, string token)
    {
        _channel = channel;
        _marker = Encoding.UTF8.GetBytes(NativeText.Marker(token));
    }

    /// <summary>Runs the process.</summary>
    /// <param name="token">The name of the pipe to its parent.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string token)
    {
        // The terminal sends Ctrl+C to all its processes; what is to become of the cell is decided in one place, the parent.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        await using var pipe = new NamedPipeClientStream(
            ".", token, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await pipe.ConnectAsync(ConnectTimeout);
        return await new EngineHost(new MessageChannel(pipe), token).RunAsync();
    }

    private async Task<int> RunAsync()
    {
        if (await _channel.ReadAsync() is not { } start)
            return ExitCodes.Failed;
        var engine = new NotebookEngine(EngineMessages.Options(start, text => _channel.TryWrite(EngineMessages.Progress(text))));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Announce();
        while (await _channel.ReadAsync() is { } message)
        {
            switch (message["type"]!.GetValue<string>())
            {
                case MessageTypes.Run:
                    Start(engine, message);
                    break;
                case MessageTypes.Cancel when _running.TryGetValue(message["cell"]!.GetValue<int>(), out var running):
                    // What listens to the token is the cells' own code, and may take its time.
                    _ = Task.Run(running.Cancel);
                    break;
                case MessageTypes.Answer:
                    TakeAnswer(message);
                    break;
                case MessageTypes.End:
                    await Task.WhenAny(engine.DisposeAsync().AsTask(), Task.Delay(EndPatience));
                    return ExitCodes.Success;
            }
        }
        // The parent is gone. What the cells left running must not keep this process alive.
        new Thread(Kill) { IsBackground = true }.Start();
        return ExitCodes.Failed;
    }

    private void Start(NotebookEngine engine, JsonObject message)
    {
        var number = message["cell"]!.GetValue<int>();
        var cell = new CellRequest(message["code"]!.GetValue<string>())
        {
            Language = message["language"]?.GetValue<string>(),
            IsSilent = message["isSilent"]!.GetValue<bool>(),
            Input = message["hasInput"]!.GetValue<bool>() ? (request, token) => AskAsync(number, request, token) : null,
        };
        var source = new CancellationTokenSource();
        _running[number] = source;
        _ = Task.Run(() => RunCellAsync(engine, number, cell, source.Token));
    }

    private async Task RunCellAsync(NotebookEngine engine, int number, CellRequest cell, CancellationToken cancellationToken)
    {
        JsonObject end;
        try
        {
            var result = await engine.RunAsync(cell, output => _channel.TryWrite(EngineMessages.Output(number, output)), cancellationToken);
            end = EngineMessages.Done(number, result);
        }
        catch (Exception exception)
        {
            // The boundary of the process: its parent reports what went wrong in the engine.
            end = EngineMessages.Failed(number, exception);
        }
        _running.TryRemove(number, out _);
        Mark();
        _channel.TryWrite(end);
    }

    /// <summary>Ends the cell's part of the standard streams, into which native code writes past the console.</summary>
    private void Mark()
    {
        NativeStreams.Flush();
        foreach (var stream in _streams)
        {
            stream.Write(_marker);
            stream.Flush();
        }
    }

    private async Task<string> AskAsync(int number, InputRequest request, CancellationToken cancellationToken)
    {
        var question = Interlocked.Increment(ref _questionCount);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[question] = answer;
        _channel.TryWrite(EngineMessages.Ask(number, question, request));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    private void TakeAnswer(JsonObject message)
    {
        if (!_questions.TryRemove(message["question"]!.GetValue<int>(), out var answer))
            return;
        if (message["text"] is { } text)
            answer.TrySetResult(text.GetValue<string>());
        else
            answer.TrySetException(new InvalidOperationException(message["failure"]!.GetValue<string>()));
    }

    /// <summary>Tells the parent that the process ends in good order, as by <c>Environment.Exit</c>.</summary>
    private void Announce()
    {
        if (_running.IsEmpty)
            return;
        Thread.Sleep(LastOutputs);
        NativeStreams.Flush();
        _channel.TryWrite(EngineMessages.Exiting());
    }

    private static void Kill()
    {
        Thread.Sleep(EndPatience);
        using var process = Process.GetCurrentProcess();
        process.Kill();
    }
}
