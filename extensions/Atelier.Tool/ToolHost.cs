using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>What the commands need from their surroundings.</summary>
/// <param name="Out">Where results go.</param>
/// <param name="Error">Where mistakes in the command line and in files are reported.</param>
/// <param name="CreateEngine">Starts the engine of a session.</param>
internal sealed record ToolHost(IAnsiConsole Out, IAnsiConsole Error, Func<EngineOptions, ICellEngine> CreateEngine);
