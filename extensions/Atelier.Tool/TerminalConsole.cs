using Spectre.Console;

namespace Atelier.Tool;

/// <summary>Makes consoles for the streams of the process.</summary>
internal static class TerminalConsole
{
    /// <summary>A width at which no line of a file or pipe is broken.</summary>
    private const int Unbroken = 10_000;

    /// <summary>A console that writes to the stream; files and pipes get plain text in unbroken lines.</summary>
    public static IAnsiConsole Create(TextWriter stream)
    {
        var output = new AnsiConsoleOutput(stream);
        if (output.IsTerminal)
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = Unbroken;
        return console;
    }
}
