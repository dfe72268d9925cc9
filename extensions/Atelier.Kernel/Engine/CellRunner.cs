using System.Collections.Concurrent;

namespace Atelier.Kernel;

/// <summary>What happens to a cell on the cell thread: its directives, its compilation, its run and the showing of its value.</summary>
internal sealed class CellRunner(EngineOptions options, CellThread thread, OutputQueue outputs)
{
    private readonly ConcurrentDictionary<string, CellSource> _sources = new();
    private readonly NotebookLoadContext _assemblies = new();
    private readonly Task<SubmissionCompiler> _compiler = Task.Run(WarmUp);
    private object?[] _submissions = new object?[1];

    /// <summary>Runs a cell and puts out all that it shows.</summary>
    /// <returns>Why it failed, which has been put out as well; null when it succeeded.</returns>
    public ErrorOutput? Run(string code, int count, CancellationToken cancellationToken)
    {
        ErrorOutput error;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunCode(new CellSource($"cell-{count}.cs", $"Cell {count}", code), cancellationToken);
            return null;
        }
        catch (CellException exception)
        {
            error = exception.Error;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error = Cancelled(count);
        }
        catch (Exception exception)
        {
            // The boundary between the engine and the code of its user: whatever comes is shown.
            error = new RuntimeErrors(_sources).Describe(exception);
        }
        outputs.Add(error);
        return error;
    }

    private void RunCode(CellSource source, CancellationToken cancellationToken)
    {
        _ = options;
        var compiler = _compiler.GetAwaiter().GetResult();
        _sources[source.Path] = source;
        var submission = compiler.Compile(source, cancellationToken);
        if (submission.Image is not { } image)
        {
            compiler.Add(submission);
            return;
        }

        var script = _assemblies.LoadCell(image).GetType(image.TypeName, throwOnError: true)!;
        var start = script.GetMethod(image.FactoryName)!.CreateDelegate<Func<object?[], Task<object?>>>();
        // What the cell declares stays visible when it fails half-way, and what it had assigned until then is kept.
        compiler.Add(submission);
        Array.Resize(ref _submissions, _submissions.Length + 1);
        var task = start(_submissions);
        if (!thread.PumpUntil(task, script, cancellationToken))
            throw new OperationCanceledException(cancellationToken);
        var value = task.GetAwaiter().GetResult();
        if (submission.HasValue)
            outputs.Add(ValueFormatter.Format(value, [], isResult: true));
    }

    private static ErrorOutput Cancelled(int count) => new(
        nameof(OperationCanceledException),
        "The cell was cancelled.",
        [$"Cell {count} was cancelled while it waited. What it had assigned until then is kept."]);

    /// <summary>Makes the first cell fast: by its arrival the compiler's code has been loaded and compiled.</summary>
    private static SubmissionCompiler WarmUp()
    {
        var compiler = new SubmissionCompiler(FrameworkAssemblies.References);
        compiler.Compile(new CellSource("warm-up.cs", "Warm-up", "var a = 1; Console.WriteLine(a); a.ToString()"), CancellationToken.None);
        return compiler;
    }
}
