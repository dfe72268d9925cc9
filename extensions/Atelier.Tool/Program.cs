using Atelier.Tool;

// The end of the process does not wait for threads that the notebook's code left running.
Environment.Exit(
    KernelStart.Takes(args) ? KernelStart.Run(args.AsSpan(2), Console.Error)
    : args is [EngineHost.CommandName, var token] ? await EngineHost.RunAsync(token)
    : await CommandLine.RunProcessAsync(args));
