using System.Diagnostics;
using System.Reflection;

namespace Atelier.Kernel;

/// <summary>Shows what went wrong while a cell ran, by the cells' lines.</summary>
internal sealed class RuntimeErrors(IReadOnlyDictionary<string, CellSource> sources)
{
    private const int MostFrames = 40;

    /// <summary>Describes an exception that left a cell.</summary>
    public ErrorOutput Describe(Exception exception)
    {
        var outer = new List<Exception>();
        var cause = exception;
        // Waiting for a task and invoking a method wrap the exception; its reader wants the one that was thrown.
        while (cause is TargetInvocationException { InnerException: not null } or AggregateException { InnerExceptions.Count: 1 })
        {
            outer.Add(cause);
            cause = cause.InnerException!;
        }

        var traceback = new List<string> { Head(cause) };
        traceback.AddRange(Frames([cause, .. outer]));
        foreach (var inner in Inner(cause))
        {
            traceback.Add($"Caused by {Head(inner)}");
            traceback.AddRange(Frames([inner]));
        }
        return new ErrorOutput(cause.GetType().Name, Message(cause), traceback);
    }

    private static string Head(Exception exception) => $"{exception.GetType().FullName}: {Message(exception)}";

    private static string Message(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception inMessage)
        {
            return $"(its Message property threw {inMessage.GetType().FullName})";
        }
    }

    private static IEnumerable<Exception> Inner(Exception exception)
    {
        var next = exception is AggregateException aggregate
            ? aggregate.InnerExceptions
            : (IEnumerable<Exception?>)[exception.InnerException];
        return next.OfType<Exception>().SelectMany(inner => Inner(inner).Prepend(inner));
    }

    private IEnumerable<string> Frames(IEnumerable<Exception> exceptions)
    {
        var frames = exceptions
            .SelectMany(exception => new StackTrace(exception, fNeedFileInfo: true).GetFrames())
            .Select(Describe)
            .OfType<string>()
            .Aggregate(new List<string>(), (list, line) => { if (list.LastOrDefault() != line) list.Add(line); return list; });
        return frames.Count <= MostFrames
            ? frames
            : [.. frames.Take(MostFrames / 2), $"  ... {frames.Count - MostFrames} more ...", .. frames.TakeLast(MostFrames / 2)];
    }

    private string? Describe(StackFrame frame)
    {
        var file = frame.GetFileName();
        if (file is not null && sources.TryGetValue(file, out var source))
            return $"  {source.Label}, line {frame.GetFileLineNumber()}: {source.Line(frame.GetFileLineNumber()).Trim()}";
        if (frame.GetMethod() is not { DeclaringType: { } type } method || IsMachinery(method, type))
            return null;
        // A package's symbols name the files of the machine that built it.
        var place = File.Exists(file) ? $" in {file}:line {frame.GetFileLineNumber()}" : "";
        var parameters = string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        return $"  at {type.FullName}.{method.Name}({parameters}){place}";
    }

    private static bool IsMachinery(MethodBase method, Type type) =>
        type.Assembly == typeof(RuntimeErrors).Assembly
        // An interrupt is thrown by it, for the loop that the next line names.
        || type == typeof(CancellationToken)
        || type.Name.StartsWith(SubmissionCompiler.ScriptClass, StringComparison.Ordinal)
        // Through which the F# compiler calls what it has compiled.
        || type.FullName is "System.Reflection.MethodBaseInvoker" or "System.Reflection.RuntimeMethodInfo" or "System.RuntimeMethodHandle"
        || type.Assembly.GetName().Name == "FSharp.Compiler.Service"
        || method.IsDefined(typeof(StackTraceHiddenAttribute))
        || type.IsDefined(typeof(StackTraceHiddenAttribute));
}
