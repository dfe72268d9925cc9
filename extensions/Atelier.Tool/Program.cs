using Atelier.Tool;

// Ends the process whatever threads the notebook's code left running.
Environment.Exit(args is [EngineHost.CommandName, var token] ? await EngineHost.RunAsync(token) : await CommandLine.RunProcessAsync(args));
