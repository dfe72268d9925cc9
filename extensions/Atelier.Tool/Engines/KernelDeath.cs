using System.Globalization;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>Says how an engine process came to its end.</summary>
internal static class KernelDeath
{
    private const string Name = "KernelDied";
    private const int MostLines = 20;
    private const int FirstSignal = 128;

    /// <summary>How the runtime's report on a crash begins.</summary>
    private static readonly string[] Reports = ["Unhandled exception.", "Fatal error.", "Process terminated.", "Stack overflow."];

    /// <summary>The error of the cell that ran, or should have run.</summary>
    /// <param name="exitCode">The process' exit code; null when it had to be killed because it was not heard any more.</param>
    /// <param name="hasSaidSo">Whether it announced its end, which it does when the runtime ends it in good order.</param>
    /// <param name="hasRun">Whether the cell had begun.</param>
    /// <param name="stderr">What the process wrote to its standard error stream.</param>
    public static ErrorOutput Describe(int? exitCode, bool hasSaidSo, bool hasRun, string stderr)
    {
        var when = hasRun ? "while the cell ran" : "before the cell could run";
        var message = $"The process that runs the notebook {How(exitCode, hasSaidSo)} {when}. "
            + "What the cells had declared is lost with it, so no later cell can run.";
        var lines = LastWords(stderr);
        return new ErrorOutput(Name, message, [$"{Name}: {message}", .. lines.Count > 0 ? ["Last lines of its stderr:", .. lines] : lines]);
    }

    private static string How(int? exitCode, bool hasSaidSo) => exitCode switch
    {
        null => "closed its connection to the runner and was killed",
        { } code when hasSaidSo => $"ended with exit code {code}, as Environment.Exit does,",
        > FirstSignal and <= FirstSignal + 64 and { } code when !OperatingSystem.IsWindows() => $"was ended by the signal {Signal(code - FirstSignal)}",
        < 0 and { } code when OperatingSystem.IsWindows() => $"crashed with the code {Crash(code)}",
        { } code => $"ended with exit code {code}, as exit() in native code does,",
    };

    private static string Signal(int number) => number switch
    {
        4 => "SIGILL, as the processor does for code that it does not know,",
        6 => "SIGABRT, as crashes, stack overflows, Environment.FailFast and abort() in native code do,",
        8 => "SIGFPE, as a division by zero in native code does,",
        9 => "SIGKILL, as the system does when memory runs out,",
        11 => "SIGSEGV, as an access to memory that is not there does,",
        15 => "SIGTERM, which another process sent,",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Crash(int code) => unchecked((uint)code) switch
    {
        0xC0000005 => "0xC0000005, an access to memory that is not there,",
        0xC00000FD => "0xC00000FD, a stack overflow,",
        0xE0434352 => "0xE0434352, an exception that nothing caught,",
        var other => string.Create(CultureInfo.InvariantCulture, $"0x{other:X8}"),
    };

    /// <summary>The runtime's report when there is one, which tells most at its beginning, else the last lines.</summary>
    private static List<string> LastWords(string stderr)
    {
        var lines = stderr.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).ToList();
        var report = lines.FindLastIndex(line => Reports.Any(start => line.StartsWith(start, StringComparison.Ordinal)));
        if (report > 0)
            lines.RemoveRange(0, report);
        if (lines.Count <= MostLines)
            return lines;
        return report < 0
            ? lines[^MostLines..]
            : [.. lines[..(MostLines / 2)], $"   ... {lines.Count - MostLines} more ...", .. lines[^(MostLines / 2)..]];
    }
}
