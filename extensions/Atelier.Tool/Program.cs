using Atelier.Kernel;
using Atelier.Tool;

// Taken before any engine captures the console for its cells.
var host = new ToolHost(TerminalConsole.Create(Console.Out), TerminalConsole.Create(Console.Error), options => new NotebookEngine(options));

// Ends the process whatever threads the notebook's code left running.
Environment.Exit(await CommandLine.InvokeAsync(args, host));
