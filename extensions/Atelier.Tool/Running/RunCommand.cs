using System.CommandLine;

namespace Atelier.Tool;

/// <summary><c>atelier run NOTEBOOK... [-o OUT] [--keep-going]</c>.</summary>
internal sealed class RunCommand : Command
{
    private const string Text = """
        Runs notebooks and writes them, with their outputs, to other files.
        Exit codes: 0 all cells ran; 1 a cell failed or a package could not be packed; 2 wrong usage, or a file that is missing or
        no notebook; 130 stopped by Ctrl+C.
        """;

    private const string NotebookText = """
        The .ipynb and .dib files to run; they stay as they are. Packages that they ask for (#r "nuget: Id") and that are projects under sdk/ or
        extensions/ of their own repository (the folder that holds Notebooks.sln) are packed into its artifacts/packages first.
        """;

    private const string OutputText = """
        The file that receives the executed notebook, saved after each cell; for several notebooks, or with a / at the end, a folder.
        Default: artifacts/notebooks/<name>.ipynb in the notebook's repository, else <name>.executed.ipynb beside the notebook.
        """;

    public RunCommand(ToolHost host)
        : base("run", Text)
    {
        var notebooks = new Argument<string[]>("NOTEBOOK") { Description = NotebookText, Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o")
        {
            Description = OutputText,
            HelpName = "OUT",
        };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Run the cells after one that failed, too. A cell tagged raises-exception may always fail." };
        Add(notebooks);
        Add(output);
        Add(keepGoing);
        SetAction((parsed, cancellationToken) => new RunSession(host).RunAsync(
            parsed.GetRequiredValue(notebooks), parsed.GetValue(output), parsed.GetValue(keepGoing), cancellationToken));
    }
}
