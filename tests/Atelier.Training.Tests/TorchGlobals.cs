namespace Atelier.Training.Tests;

/// <summary>Tests that look at torch's global random numbers or threads, and so run alone.</summary>
[CollectionDefinition(nameof(TorchGlobals), DisableParallelization = true)]
public sealed class TorchGlobals;
