using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary><c>atelier run NOTEBOOK... [-o OUT | --in-place] [--html FILE] [-p NAME=VALUE] [--timeout SECONDS] [--keep-going]</c>.</summary>
internal sealed class RunCommand : Command
{
    private const string Text = """
        Runs notebooks, each in a process of its own, and writes them, with their outputs, to other files.
        Exit codes: 0 all cells ran; 1 a cell failed or a package could not be packed; 2 wrong usage, or a file that is missing or
        no notebook; 3 the kernel died: a cell ended or crashed the process that ran it; 130 stopped by Ctrl+C.
        """;

    private const string NotebookText = """
        The .ipynb and .dib files to run; without --in-place they stay as they are. Packages that they ask for (#r "nuget: Id") and that
        are projects under sdk/ or extensions/ of their own repository (the folder that holds Notebooks.sln) are packed into its
        artifacts/packages first.
        """;

    private const string OutputText = """
        The file that receives the executed notebook, saved after each cell; for several notebooks, or with a / at the end, a folder.
        Default: artifacts/notebooks/<name>.ipynb in the notebook's repository, else <name>.executed.ipynb beside the notebook.
        """;

    private const string HtmlText = """
        Writes the executed notebook as a page, too, which needs no other file and no network; for several notebooks, or with a / at the
        end, a folder. The page shows what ran, also when a cell failed.
        """;

    private const string ParameterText = """
        Gives a variable another value, in a new cell after the one tagged parameters; may be repeated. The type is the declared one,
        else that of the value: 3, 0.5, true, null, or text, which may stand in quotes ("3").
        """;

    private const string TimeoutText = """
        How long each cell may run, downloads of packages included. The cell is stopped at its limit and fails, even one tagged
        raises-exception. Code that cannot be stopped ends the run of its notebook, with --keep-going too. Default: no limit.
        """;

    private readonly Argument<string[]> _notebooks = new("NOTEBOOK") { Description = NotebookText, Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { Description = OutputText, HelpName = "OUT" };
    private readonly Option<bool> _inPlace = new("--in-place")
    {
        Description = "Write the executed notebook over its input; each saving replaces the file as a whole.",
    };

    private readonly Option<string?> _html = new("--html") { Description = HtmlText, HelpName = "FILE" };
    private readonly Option<NotebookParameter[]> _parameters = new("--parameter", "-p")
    {
        Description = ParameterText,
        HelpName = "NAME=VALUE",
        CustomParser = ReadParameters,
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout") { Description = TimeoutText, HelpName = "SECONDS", CustomParser = ReadTimeout };
    private readonly Option<bool> _keepGoing = new("--keep-going")
    {
        Description = "Run the cells after one that failed, too, unless the kernel died. A cell tagged raises-exception may always fail.",
    };

    public RunCommand(ToolHost host)
        : base("run", Text)
    {
        Add(_notebooks);
        Add(_output);
        Add(_inPlace);
        Add(_html);
        Add(_parameters);
        Add(_timeout);
        Add(_keepGoing);
        Validators.Add(command =>
        {
            if (command.GetValue(_inPlace) && command.GetResult(_output) is not null)
                command.AddError("--in-place and -o are both given; expected one of them: the notebook itself, or another file.");
        });
        SetAction((parsed, cancellationToken) => new RunSession(host).RunAsync(Request(parsed), cancellationToken));
    }

    private RunRequest Request(ParseResult parsed) => new()
    {
        Notebooks = parsed.GetRequiredValue(_notebooks),
        Output = parsed.GetValue(_output),
        Html = parsed.GetValue(_html),
        IsInPlace = parsed.GetValue(_inPlace),
        Parameters = parsed.GetValue(_parameters) ?? [],
        CellTimeout = parsed.GetValue(_timeout),
        KeepGoing = parsed.GetValue(_keepGoing),
    };

    private static NotebookParameter[] ReadParameters(ArgumentResult result)
    {
        var parameters = new List<NotebookParameter>();
        foreach (var token in result.Tokens)
        {
            try
            {
                parameters.Add(NotebookParameter.Parse(token.Value));
            }
            catch (FormatException exception)
            {
                result.AddError(exception.Message);
            }
        }
        if (parameters.CountBy(parameter => parameter.Name).FirstOrDefault(group => group.Value > 1) is { Key: { } twice })
            result.AddError($"The parameter {twice} is given twice; expected each name once. Remove one of them.");
        return [.. parameters];
    }

    private static TimeSpan? ReadTimeout(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var most = NotebookRunOptions.LongestCellTimeout;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= 0.001 && seconds <= most.TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        result.AddError(string.Create(
            CultureInfo.InvariantCulture,
            $"--timeout is '{text}'; expected a number of seconds from 0.001 to {most.TotalSeconds}, such as 600 or 1.5."));
        return null;
    }
}
