namespace Atelier.Kernel.Tests;

/// <summary>Tests with a real engine run one after another: the console that they capture belongs to the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineCollection
{
    public const string Name = "Engine";
}
